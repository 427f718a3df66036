import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

@Suite("Folders of bases") struct BaseFolderTests {
    /// Real bases that lie beside the package; not everybody has them.
    static let sharedData: String? = {
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
        if FileManager.default.fileExists(atPath: path) { return path }
        print("skipped: tests with real bases, since there is no folder \(path)")
        return nil
    }()

    @Test(
        "all records of real bases come out of listings as they are in the files",
        .enabled(if: sharedData != nil))
    func real() async throws {
        let path = try #require(Self.sharedData)
        let bases = try BaseFolder.load(path)
        #expect(bases.count == 3)
        let airtable = SimulatedAirtable(bases: bases, tokens: ["patTest"], limits: .none)
        let probe = AirtableProbe(transport: airtable)
        var counts: [String: Int] = [:]
        for base in bases {
            let folder = try #require(
                ["cmip7-physical", "cmip7-release", "pyairtable-schemas"].first { name in
                    (try? Self.json("\(path)/\(name)/base.json"))?["id"]?.string == base.id.rawValue
                })
            let answer = try await probe.get(
                "/v0/meta/bases/\(base.id)/tables?include=visibleFieldIds")
            #expect(answer.json == (try Self.json("\(path)/\(folder)/schema.json")))
            for table in base.schema.tables {
                let listed = try await probe.pages("/v0/\(base.id)/\(table.id)").flatMap {
                    try $0.values()
                }
                let files = try Self.records("\(path)/\(folder)/records", table.id)
                #expect(Set(listed) == Set(files) && listed.count == files.count)
                counts[folder, default: 0] += listed.count
            }
        }
        #expect(counts["cmip7-release"] == 603 && counts["cmip7-physical"] == 142)
    }

    @Test("one folder is one base")
    func single() throws {
        try Self.inTemporaryFolder { folder in
            try Self.write(Self.small, folder)
            let bases = try BaseFolder.load(folder)
            #expect(bases.map(\.name) == ["One"])
            let records = bases[0].records(TableID("tbl00000000000001"))
            #expect(records.map(\.id.rawValue) == ["rec00000000000001", "rec00000000000002"])
            // Values keep their literals; white space between them goes.
            #expect(
                String(decoding: records[1].fields, as: UTF8.self)
                    == #"{"N":1.50,"T":" a \" b\u00e9 "}"#)
        }
    }

    @Test(
        "a bad folder is named with what is wrong",
        arguments: [
            ("base.json", "{", "base.json"), ("base.json", "{}", "no id and name"),
            ("schema.json", "{\"tables\":[{}]}", "tables[0].id"),
            ("records/T.json", "{\"records\":[{}]", "records/T.json"),
            ("records/T.json", "{\"table\":\"tblX\",\"records\":[]}", "tblX"),
            ("records/U.json", "{\"table\":\"tbl00000000000001\",\"records\":[]}", "Another file"),
        ])
    func bad(file: String, text: String, message: String) throws {
        try Self.inTemporaryFolder { folder in
            var files = Self.small
            files[file] = text
            try Self.write(files, folder)
            let error = #expect(throws: SimulatorError.self) { try BaseFolder.load(folder) }
            #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        }
    }

    @Test("an empty or missing folder is no base")
    func empty() throws {
        try Self.inTemporaryFolder { folder in
            #expect(throws: SimulatorError.self) { try BaseFolder.load(folder) }
            #expect(throws: SimulatorError.self) { try BaseFolder.load(folder + "/none") }
            try Self.write(["a/base.json": Self.small["base.json"] ?? ""], folder)
            let error = #expect(throws: SimulatorError.self) { try BaseFolder.load(folder) }
            #expect(error?.message.contains("schema.json") == true)
        }
    }

    // MARK: Files

    private static let small = [
        "base.json": #"{"id":"app00000000000001","name":"One"}"#,
        "schema.json": """
        {"tables":[{"id":"tbl00000000000001","name":"T","primaryFieldId":"fld00000000000001",
        "fields":[{"id":"fld00000000000001","name":"T","type":"singleLineText"}],"views":[]}]}
        """,
        "records/T.json": #"""
        {"table": "tbl00000000000001", "name": "T", "records": [
        {"id": "rec00000000000002", "createdTime": "2026-01-01T00:00:00.000Z",
         "fields": { "N" : 1.50 , "T": " a \" b\u00e9 " } },
        {"id": "rec00000000000001", "createdTime": "2026-01-01T00:00:00.000Z", "fields": {}}]}
        """#,
    ]

    private static func write(_ files: [String: String], _ folder: String) throws {
        for (name, text) in files {
            let file = URL(fileURLWithPath: folder).appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    private static func inTemporaryFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("simulator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private static func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    }

    private static func records(_ folder: String, _ table: TableID) throws -> [JSONValue] {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let json = try json("\(folder)/\(name)")
            if json["table"]?.string == table.rawValue { return json["records"]?.array ?? [] }
        }
        return []
    }
}
