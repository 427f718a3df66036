package import AirtableAPI

/// The records of a base as JSON Schema (draft 2020-12), which OpenAPI 3.1 uses too.
package struct JSONSchema: Sendable {
    private let base: BaseModel
    private let names: ModelNames
    private let prefix: String
    private let isAnswer: Bool

    /// - Parameters:
    ///   - prefix: what stands before a definition's name in references.
    ///   - isAnswer: whether records may also be what parameters make of them: empty cells null, as
    ///     with `empty=null`, and linked records in place of their ids, as with `expand`.
    package init(
        _ base: DescribedBase, prefix: String = "#/$defs/", isAnswer: Bool = false
    ) {
        self.base = BaseModel(base)
        self.prefix = prefix
        self.isAnswer = isAnswer
        names = ModelNames(self.base, .typeScript, members: .lowerCamel)
    }

    /// The name of each table's definitions without `Record`, `Fields` or `Write` behind it.
    package var stems: [String] { names.stems }

    /// The schema as a document of its own.
    package var document: JSONValue {
        [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string("urn:aircache:" + base.id.rawValue),
            "title": .string(base.name),
            "$comment": .string(Header.lines(base, "json-schema").joined(separator: " ")),
            "description": """
            A record of a table is what #/$defs/…Record describes; …Write is what may be \
            written. An empty cell is absent.
            """,
            "$defs": .object(definitions),
        ]
    }

    package var text: String { PrettyJSON.text(document) }

    /// A document around the definitions, with one member a line.
    package func pretty(_ document: JSONValue) -> String { PrettyJSON.text(document) }

    /// Every definition by its name.
    package var definitions: JSONObject {
        var result = JSONSchemaParts.definitions(prefix: prefix)
        for (position, table) in base.tables.enumerated() {
            let stem = names.stems[position]
            for (number, field) in table.fields.enumerated() where field.hasChoices {
                result[names.choiceStems[position][number] + "Choice"] = [
                    "type": "string",
                    "enum": .array(field.choices.map { .string($0.name) }),
                ]
            }
            result[stem + "Fields"] = fields(table, position)
            result[stem + "Record"] = record(table, stem)
            result[stem + "Write"] = write(table, position)
        }
        return result
    }

    // MARK: Tables

    private func record(_ table: BaseModel.Table, _ stem: String) -> JSONValue {
        [
            "type": "object",
            "description": .string("A record of \"\(table.name)\" (\(table.id.rawValue))."),
            "required": ["id", "createdTime", "fields"],
            "properties": [
                "id": Self.recordID, "createdTime": ["type": "string"],
                "fields": reference(stem + "Fields"),
            ],
        ]
    }

    private func fields(_ table: BaseModel.Table, _ position: Int) -> JSONValue {
        var properties = JSONObject()
        for (number, field) in table.fields.enumerated() {
            var value = schema(field.readType, names.choiceStems[position][number])
            if isAnswer {
                if case .list(.link(let table)) = field.readType { value = expandable(table) }
                value = Self.orNull(value)
            }
            properties[field.name] = member(value, field, isReadOnly: field.isReadOnly)
        }
        return [
            "type": "object",
            "description": .string("The cells of a record of \"\(table.name)\"."),
            "properties": .object(properties),
        ]
    }

    private func write(_ table: BaseModel.Table, _ position: Int) -> JSONValue {
        var properties = JSONObject()
        for (field, type, number) in table.writable {
            let value = schema(type, names.choiceStems[position][number])
            properties[field.name] = member(Self.orNull(value), field, isReadOnly: false)
        }
        return [
            "type": "object",
            "description": .string("Cells to write in \"\(table.name)\"; null empties a cell."),
            "properties": .object(properties), "additionalProperties": false,
        ]
    }

    private func member(
        _ schema: JSONValue, _ field: BaseModel.Field, isReadOnly: Bool
    ) -> JSONValue {
        var object = schema.object ?? [:]
        object["description"] = field.schema.description.map { .string($0) }
        if isReadOnly { object["readOnly"] = true }
        var airtable: JSONObject = [
            "id": .string(field.id.rawValue), "type": .string(field.schema.type.rawValue),
        ]
        if case .links(let links) = field.schema.options {
            airtable["linkedTable"] = .string(links.linkedTableID.rawValue)
        }
        object["x-airtable"] = .object(airtable)
        return .object(object)
    }

    // MARK: Values

    private func schema(_ type: ValueType, _ choiceStem: String) -> JSONValue {
        switch type {
        case .text: ["type": "string"]
        case .date: ["type": "string", "pattern": .string(CellPattern.date)]
        case .dateTime: ["type": "string", "pattern": .string(CellPattern.dateTime)]
        case .dateOrTime: ["type": "string", "pattern": .string(CellPattern.dateOrTime)]
        case .number: ["type": "number"]
        case .integer: ["type": "integer"]
        case .boolean: ["type": "boolean"]
        case .choice: reference(choiceStem + "Choice")
        case .link: Self.recordID
        case .attachment: reference("Attachment")
        case .collaborator: reference("Collaborator")
        case .barcode: reference("Barcode")
        case .button: reference("Button")
        case .aiText: reference("AIText")
        case .anything: [:]
        case .list(let element): ["type": "array", "items": schema(element, choiceStem)]
        case .gathered(let element):
            [
                "type": "array",
                "items": [
                    "anyOf": [
                        schema(element, choiceStem), ["type": "null"], reference("CellError"),
                    ]
                ],
            ]
        case .computed(let value):
            [
                "anyOf": [
                    schema(value, choiceStem),
                    ["type": "array", "items": schema(value, choiceStem)],
                    reference("CellError"),
                ]
            ]
        case .attachmentInput: reference("AttachmentInput")
        case .collaboratorInput: reference("CollaboratorInput")
        case .collaboratorIDInput:
            ["anyOf": [["type": "string"], reference("CollaboratorInput")]]
        }
    }

    /// Ids of records, or the records; of one that is not there an object with its id alone.
    private func expandable(_ table: TableID) -> JSONValue {
        var items: [JSONValue] = [Self.recordID]
        if let stem = names.stem(of: table) {
            items.append(reference(stem + "Record"))
            items.append([
                "type": "object", "properties": ["id": Self.recordID], "required": ["id"],
                "additionalProperties": false,
            ])
        }
        return ["type": "array", "items": ["anyOf": .array(items)]]
    }

    private func reference(_ name: String) -> JSONValue { ["$ref": .string(prefix + name)] }

    private static let recordID: JSONValue = ["type": "string", "pattern": "^rec[A-Za-z0-9]+$"]

    private static func orNull(_ schema: JSONValue) -> JSONValue {
        schema.object?.isEmpty == true ? schema : ["anyOf": [schema, ["type": "null"]]]
    }
}

/// How dates look. Years beyond 9999 have more digits and a sign, as ECMAScript writes them.
enum CellPattern {
    private static let day = #"([+-]\d{2})?\d{4}-\d{2}-\d{2}"#
    private static let time = #"T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})"#

    static let date = "^\(day)$"
    static let dateTime = "^\(day)\(time)$"
    static let dateOrTime = "^\(day)(\(time))?$"
}
