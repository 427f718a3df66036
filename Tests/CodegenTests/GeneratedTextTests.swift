import AirtableAPI
import Testing

@testable import Codegen

@Suite("Generated text")
struct GeneratedTextTests {
    @Test("is the same each time, and says what made it", arguments: TextLanguage.allCases)
    func steady(language: TextLanguage) {
        let base = HostileBase.make().described
        let text = language.text(base)
        #expect(text == language.text(HostileBase.make().described))
        #expect(text.contains("aircache types --lang \(language.rawValue)"))
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    }

    @Test("a new field moves nothing else", arguments: TextLanguage.allCases)
    func oneField(language: TextLanguage) {
        var schema = Self.schema
        let before = Set(language.text(Self.base(schema)).split(separator: "\n"))
        schema.tables[0].fields.append(
            FieldSchema(id: FieldID("fldNew"), name: "Brand new", type: .number))
        let after = Set(language.text(Self.base(schema)).split(separator: "\n"))
        #expect(before.subtracting(after).count <= 1)
        #expect(before != after)
    }

    @Test("escapes what does not show, in literals and comments")
    func literals() {
        #expect(TextLiteral.quoted("a\"\\\n\u{0}\u{202E}é🎉") == #""a\"\\\n\u0000\u202eé🎉""#)
        #expect(TextLiteral.swift("\\(x)\u{2028}") == #""\\(x)\u{2028}""#)
        #expect(TextLiteral.comment("*/ a\r\nb\u{202E}c") == "* / a bc")
        #expect(TextLiteral.comment(String(repeating: "x", count: 500)).count == 161)
    }

    @Test("knows what is read-only, linked and computed")
    func types() {
        let text = TypeScript(Self.base(Self.schema)).text
        for line in [
            #"  "Name"?: string;"#, #"  "Owner"?: Array<PeopleID>;"#,
            #"  readonly "Total"?: Computed<number>;"#,
            #"  readonly "Tags of owner"?: Array<ProjectsTagsOfOwnerChoice | null | CellError>;"#,
            #"  "Name"?: string | null;"#,
        ] {
            #expect(text.contains(line), "\(line)")
        }
        #expect(!text.contains(#""Total"?: Computed<number> | null"#))
    }

    @Test("links name their table, also one that stands further down, and Zod has the names")
    func links() {
        let base = Self.base(Self.schema)
        let cases: [(text: String, lines: [String])] = [
            (
                Zod(base).text,
                [
                    "export const PeopleID = RecordKey;",
                    #"  ["Owner"]: z.array(PeopleID).optional(),"#, "  id: ProjectsID,",
                    #"        owner: { id: "fldOwner", name: "Owner", "#
                        + #"type: "multipleRecordLinks", isReadOnly: false },"#,
                ]
            ),
            (
                Python(base, .pydantic).text,
                [
                    "PeopleID = RecordKey",
                    #"    owner: Annotated[Optional[List[PeopleID]], Field(alias="Owner")] = None"#,
                    "    id: ProjectsID",
                ]
            ),
            (
                Python(base, .typedDict).text,
                [#"        "Owner": List[PeopleID],"#, "    id: ProjectsID"]
            ),
        ]
        for (text, lines) in cases {
            for line in lines { #expect(text.contains(line + "\n"), "\(line)") }
        }
    }

    private static func base(_ schema: BaseSchema) -> DescribedBase {
        DescribedBase(id: BaseID("appX"), name: "X", schema: schema, tableKeys: [:])
    }

    private static let schema = BaseSchema(tables: [
        TableSchema(
            id: TableID("tblProjects"), name: "Projects", primaryFieldID: FieldID("fldName"),
            fields: [
                FieldSchema(id: FieldID("fldName"), name: "Name", type: .singleLineText),
                FieldSchema(
                    id: FieldID("fldOwner"), name: "Owner", type: .multipleRecordLinks,
                    rawOptions: ["linkedTableId": "tblPeople"]),
                FieldSchema(
                    id: FieldID("fldTotal"), name: "Total", type: .formula,
                    rawOptions: ["isValid": true, "result": ["type": "number"]]),
                FieldSchema(
                    id: FieldID("fldTags"), name: "Tags of owner", type: .multipleLookupValues,
                    rawOptions: [
                        "isValid": true,
                        "result": [
                            "type": "multipleSelects",
                            "options": ["choices": [["id": "sel1", "name": "red"]]],
                        ],
                    ]),
            ]),
        TableSchema(
            id: TableID("tblPeople"), name: "People", primaryFieldID: FieldID("fldWho"),
            fields: [FieldSchema(id: FieldID("fldWho"), name: "Who", type: .singleLineText)]),
    ])
}
