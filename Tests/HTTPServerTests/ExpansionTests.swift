import AirtableAPI
import Foundation
import HTTPServer
import Storage
import Testing

/// `expand`: linked records in place of their ids.
@Suite struct ExpansionTests {
    static let tasks = "/api/tables/tasks"

    @Test(
        "each path puts records in place of ids",
        arguments: [
            ("Project", 1, #"[\#(apollo)]"#),
            ("fldProject0000001", 1, #"[\#(apollo)]"#),
            ("Project.Owner", 1, #"[\#(apolloOwned)]"#),
            ("Project.Owner,Project", 1, #"[\#(apolloOwned)]"#),
            ("Project.fldOwner00000001", 1, #"[\#(apolloOwned)]"#),
            // The second record's second project is gone.
            ("Project", 2, #"[\#(apollo),{"id":"recGone0000000001"}]"#),
        ])
    func paths(expand: String, record: Int, cell: String) async throws {
        try await Self.run { server in
            let path = Self.tasks + "/" + Self.task(record) + "?expand=" + expand
            let answer = try await server.get(path)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.text.contains(#""Project":\#(cell)"#), "\(answer.text)")
            let list = try await server.get(Self.tasks + "?expand=" + expand)
            #expect(list.text.contains(#""Project":\#(cell)"#))
            let export = try await server.get(
                Self.tasks + "?format=ndjson&fields=Project&expand=" + expand)
            #expect(export.text.contains(#""fields":{"Project":\#(cell)}}"# + "\n"))
        }
    }

    @Test("records that link in circles end with the path, and are read anew for each depth")
    func circles() async throws {
        try await Self.run { server in
            let answer = try await server.get(
                Self.tasks + "/\(Self.task(1))?expand=Blocks.Blocks.Blocks,Blocks.Project")
            var record = try answer.json()
            for level in 1...3 {
                let next = try #require(record["fields"]?["Blocks"]?.array?.first)
                #expect(next["id"]?.string == Self.task(level % 2 + 1))
                let project = next["fields"]?["Project"]?.array?.first
                #expect((project?["id"] != nil) == (level == 1))
                record = next
            }
            #expect(record["fields"]?["Blocks"]?.array?.first?.string != nil)
        }
    }

    @Test("the longest name counts where names have dots")
    func dots() async throws {
        try await Self.run { server in
            let answer = try await server.get(
                Self.tasks + "/\(Self.task(1))?expand=Project.lead.Owner")
            #expect(answer.text.contains(#""Project.lead":[\#(Self.apolloOwned)]"#))
        }
    }

    @Test("the answer's tag moves with the linked records")
    func entityTag() async throws {
        try await Self.run { server in
            let target = Self.tasks + "?expand=Project"
            let tag = try #require(try await server.get(target).headers["etag"])
            #expect(try await server.get(target, ["If-None-Match: \(tag)"]).status == 304)
            let changed = Self.apollo.replacing(#""Apollo""#, with: #""Artemis""#)
            var change = ChangeSet.Table()
            change.pages = [
                try RecordPage(parsing: Array(#"{"records":[\#(changed)]}"#.utf8))
            ]
            var changes = ChangeSet()
            changes.tables[TableID("tblProjects000001")] = change
            _ = try server.store.base(ServerFixture.base).apply(
                changes, at: ServerFixture.now)
            let answer = try await server.get(target, ["If-None-Match: \(tag)"])
            #expect(answer.status == 200)
            #expect(answer.text.contains("Artemis"))
        }
    }

    @Test(
        "what cannot be expanded is refused",
        arguments: [
            ("expand=Nothing", "unknown_field"), ("expand=Project.Nothing", "unknown_field"),
            ("expand=Name", "invalid_parameter"), ("expand=Project.Name", "invalid_parameter"),
            ("expand=", "invalid_parameter"), ("expand=Project&format=csv", "invalid_parameter"),
            ("expand=Project&fields=Name", "invalid_parameter"),
            ("expand=Blocks.Blocks.Blocks.Blocks.Blocks.Blocks", "invalid_parameter"),
            (
                "expand=" + Array(repeating: "Project", count: 21).joined(separator: ","),
                "invalid_parameter"
            ),
        ])
    func refusals(query: String, code: String) async throws {
        try await Self.run { server in
            let answer = try await server.get(Self.tasks + "?" + query)
            #expect(answer.status == 400)
            #expect(try answer.json()["code"]?.string == code)
        }
    }

    @Test("linked records have a limit together")
    func bytes() async throws {
        var settings = HTTPServerSettings(bearerTokens: [ServerFixture.token])
        settings.limits.expandedBytes = 400
        try await ServerFixture.run(settings: settings, fill: Self.fill) { server in
            let one = try await server.get(Self.tasks + "?expand=Project&pageSize=1")
            #expect(one.status == 200)
            let both = try await server.get(
                Self.tasks + "?expand=Project.Owner,Blocks.Blocks.Project")
            #expect(both.status == 400)
            #expect(try both.json()["code"] == "expansion_too_large")
        }
    }
}

// MARK: What is in the base

extension ExpansionTests {
    static func task(_ number: Int) -> String { "recTask000000000\(number)0" }

    static func object(_ id: String, _ fields: String) -> String {
        #"{"id":"\#(id)","createdTime":"2026-01-01T00:00:00.000Z","fields":{\#(fields)}}"#
    }

    static let owner = object("recOwner000000001", #""Name":"Ada""#)
    static let apollo = object(
        "recApollo00000001", #""Name":"Apollo","Owner":["recOwner000000001"]"#)
    static let apolloOwned = object("recApollo00000001", #""Name":"Apollo","Owner":[\#(owner)]"#)

    static func run(
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        try await ServerFixture.run(fill: fill, body)
    }

    static func link(_ id: String, _ name: String, _ table: String) -> String {
        #"{"id":"\#(id)","name":"\#(name)","type":"multipleRecordLinks","#
            + #""options":{"linkedTableId":"\#(table)"}}"#
    }

    static let schema = """
        {"tables":[{"id":"tblTasks000000001","name":"Tasks","primaryFieldId":"fldTask0000000001",
        "fields":[{"id":"fldTask0000000001","name":"Name","type":"singleLineText"},
        \(link("fldProject0000001", "Project", "tblProjects000001")),
        \(link("fldLead000000001", "Project.lead", "tblProjects000001")),
        \(link("fldBlocks00000001", "Blocks", "tblTasks000000001"))],"views":[]},
        {"id":"tblProjects000001","name":"Projects","primaryFieldId":"fldName0000000001",
        "fields":[{"id":"fldName0000000001","name":"Name","type":"singleLineText"},
        \(link("fldOwner00000001", "Owner", "tblPeople00000001"))],"views":[]},
        {"id":"tblPeople00000001","name":"People","primaryFieldId":"fldPerson00000001",
        "fields":[{"id":"fldPerson00000001","name":"Name","type":"singleLineText"}],"views":[]}]}
        """

    static func fill(_ store: Store) throws {
        let rebuild = try store.base(ServerFixture.base).beginRebuild(
            schema: BaseSchema(parsing: Array(schema.utf8)), name: "Links",
            at: ServerFixture.now)
        let first = object(
            task(1),
            #""Name":"One","Project":["recApollo00000001"],"Blocks":["\#(task(2))"],"#
                + #""Project.lead":["recApollo00000001"]"#)
        let second = object(
            task(2),
            #""Name":"Two","Project":["recApollo00000001","recGone0000000001"],"#
                + #""Blocks":["\#(task(1))"]"#)
        let tables = [
            "tblTasks000000001": [first, second], "tblProjects000001": [apollo],
            "tblPeople00000001": [owner],
        ]
        for (table, records) in tables {
            let page = #"{"records":[\#(records.joined(separator: ","))]}"#
            try rebuild.insert(RecordPage(parsing: Array(page.utf8)), table: TableID(table))
        }
        _ = try rebuild.finish(at: ServerFixture.now)
    }
}
