import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// The generated clients in their languages, against an instance on a port.
@Suite("Generated clients", .serialized)
struct GeneratedClientTests {
    @Test("`aircache types` writes, checks, and exits with 1 on drift")
    func command() async throws {
        let base = SyntheticBase.make(records: 20, tables: 1, seed: 3)
        try await Self.serve(base) { _, folder in
            func types(_ arguments: String...) async throws -> Program.Ending {
                try #require(
                    try await Program(
                        ["types", "--lang", "swift", "--data-dir", folder.path + "/data"]
                            + arguments, folder: folder.path
                    ).end())
            }
            let printed = try await types()
            #expect(printed.code == 0, "\(printed.errors)")
            #expect(try await types("--out", "Base.swift", "--check").code == 1)
            #expect(try await types("--out", "Base.swift").code == 0)
            let file = URL(fileURLWithPath: folder.path + "/Base.swift")
            #expect(try String(contentsOf: file, encoding: .utf8) == printed.output)
            #expect(try await types("--out", "Base.swift", "--check").code == 0)
            try Data("// changed".utf8).write(to: file)
            let drift = try await types("--out", "Base.swift", "--check")
            #expect(drift.code == 1)
            #expect(drift.errors.contains("try: "))
            #expect(try await types("--check").code == 2)
        }
    }

    @Test(
        "TypeScript reads pages, filters and single records, and writes",
        .enabled(if: tool("tsc") != nil && tool("node") != nil, "tsc or node is not installed"))
    func typeScript() async throws {
        let expected = Self.expected + "proxy 502\n"
        try await check("typescript", "base.ts", "use.ts", Self.typeScriptUse, expected) {
            folder, address in
            try await run(
                "tsc",
                [
                    "--strict", "--target", "es2020", "--lib", "es2020,dom", "--module", "commonjs",
                    "use.ts",
                ], folder)
            return try await run("node", ["use.js"], folder, address)
        }
    }

    @Test(
        "Python reads pages, filters and single records, and writes, with pydantic and without",
        .enabled(if: interpreter != nil, "pydantic is not installed; `make setup` does that"),
        arguments: ["python", "python-typeddict"])
    func python(language: String) async throws {
        try await check(language, "base.py", "use.py", Self.pythonUse) { folder, address in
            try await run(Self.interpreter ?? "", ["-W", "error", "use.py"], folder, address)
        }
    }

    @Test(
        "Swift reads pages, filters and single records, and writes",
        .enabled(if: tool("swiftc") != nil, "swiftc is not in PATH"))
    func swift() async throws {
        try await check("swift", "Base.swift", "main.swift", Self.swiftUse) { folder, address in
            try await run(
                "swiftc", ["-swift-version", "6", "-o", "use", "Base.swift", "main.swift"], folder)
            return try await run(folder.path + "/use", [], folder, address)
        }
    }

    @Test(
        "the description of the base is valid OpenAPI 3.1",
        .enabled(if: interpreter != nil, "the validator is not installed; `make setup` does that"))
    func openAPI() async throws {
        try await Self.serve(DemoBase.make()) { address, folder in
            let answer = try await TestClient.get(address + "/openapi.json")
            #expect(answer.json["openapi"] == "3.1.0")
            try Data(answer.body).write(to: URL(fileURLWithPath: folder.path + "/openapi.json"))
            let script = """
                import json, openapi_spec_validator
                openapi_spec_validator.validate(json.load(open('openapi.json')))
                """
            _ = try await run(
                Self.interpreter ?? "", ["-c", script], URL(fileURLWithPath: folder.path))
        }
    }

    // MARK: What the clients do: the same in each language, with one line for each fact

    private static let expected = """
        250 3
        rec true
        50 true
        none
        refused 400
        wrote new 8
        emptied true
        batch 2 2
        gone true true
        refused 404 MODEL_ID_NOT_FOUND

        """

    private static let typeScriptUse = """
        import { AircacheClient, AircacheError } from "./base";
        declare const process: { env: { [name: string]: string | undefined } };
        async function main(): Promise<void> {
          const { things } = new AircacheClient(process.env["ADDRESS"] ?? "").tables;
          let count = 0;
          for await (const row of things.all({ pageSize: 100 })) count += row.id ? 1 : 0;
          const page = await things.list({ pageSize: 100 });
          console.log(count, page.pagination.totalPages);
          const one = await things.get(page.records[0]!.id, ["a, \\"b\\""]);
          console.log("rec", one?.fields["a, \\"b\\""] === page.records[0]!.fields["a, \\"b\\""]);
          const some = await things.list({
            filter: [["Number", "gte", 200], ["a, \\"b\\"", "not.in", ["x, \\"y\\"", "z"]]],
            sort: [["Number", "desc"]],
          });
          console.log(some.pagination.total, some.records[0]!.fields.Number === 249);
          console.log((await things.get("rec00000000009999")) ? "one" : "none");
          try {
            await things.list({ pageSize: 5000 });
          } catch (error) {
            console.log("refused", error instanceof AircacheError ? error.status : error);
          }
          const made = await things.create({ "a, \\"b\\"": "new", Number: 7 });
          await things.update(made.id, { Number: 8 });
          const back = await things.get(made.id);
          console.log("wrote", back?.fields["a, \\"b\\""], back?.fields.Number);
          const empty = await things.update(made.id, { Number: null });
          console.log("emptied", empty.fields.Number === undefined);
          const rows = await things.createAll([{ Number: 1 }, { Number: 2 }]);
          const changed = await things.updateAll(rows.map(({ id }) => ({ id, cells: { Number: 3 } })));
          console.log("batch", rows.length, changed.filter((row) => row.fields.Number === 3).length);
          await things.delete(made.id);
          await things.deleteAll(rows.map((row) => row.id));
          console.log("gone", !(await things.get(made.id)), !(await things.get(rows[0]!.id)));
          try {
            await things.update("rec00000000009999", { Number: 1 });
          } catch (error) {
            if (error instanceof AircacheError) console.log("refused", error.status, error.code);
          }
          const page502 = async () => new Response("<h1>Bad Gateway</h1>", { status: 502 });
          try {
            await new AircacheClient("http://proxy.example", { fetch: page502 }).tables.things.list();
          } catch (error) {
            console.log("proxy", error instanceof AircacheError ? error.status : error);
          }
        }
        void main();
        """

    private static let pythonUse = """
        import os
        from typing import Any
        import base
        things: Any = base.AircacheClient(os.environ["ADDRESS"]).tables.things
        def part(value: Any, key: str, name: str) -> Any:
            return value[key] if isinstance(value, dict) else getattr(value, name)
        def cell(row: Any, key: str, name: str) -> Any:
            return part(part(row, "fields", "fields"), key, name)
        page = things.list(page_size=100)
        rows = list(things.all(page_size=100))
        print(len(rows), -(-page.total // 100))
        key = part(page.records[0], "id", "id")
        one = things.get(key, ['a, "b"'])
        print("rec", cell(one, 'a, "b"', "a_b") == cell(page.records[0], 'a, "b"', "a_b"))
        some = things.list(
            filter=[("Number", "gte", 200), ('a, "b"', "not.in", ['x, "y"', "z"])], sort=["-Number"]
        )
        count = some.total
        print(count, "true" if cell(some.records[0], "Number", "number") == 249 else "false")
        print("none" if things.get("rec00000000009999") is None else "one")
        try:
            things.list(page_size=5000)
        except base.AircacheError as error:
            print("refused", error.status)
        def cells(**named: Any) -> Any:
            names = {"a_b": 'a, "b"', "number": "Number"}
            if hasattr(base, "WriteModel"):
                return base.ThingsWrite(**named)
            return {names[name]: value for name, value in named.items()}
        def number(row: Any) -> Any:
            found = part(row, "fields", "fields")
            return found.get("Number") if isinstance(found, dict) else found.number
        made = things.create(cells(a_b="new", number=7))
        made_key = part(made, "id", "id")
        things.update(made_key, cells(number=8))
        back = things.get(made_key)
        print("wrote", cell(back, 'a, "b"', "a_b"), int(number(back)))
        print("emptied", number(things.update(made_key, cells(number=None))) is None)
        made_rows = things.create_all([cells(number=1), cells(number=2)])
        keys = [part(row, "id", "id") for row in made_rows]
        changed = things.update_all([(key, cells(number=3)) for key in keys])
        print("batch", len(made_rows), len([row for row in changed if number(row) == 3]))
        things.delete(made_key)
        things.delete_all(keys)
        print("gone", things.get(made_key) is None, things.get(keys[0]) is None)
        try:
            things.update("rec00000000009999", cells(number=1))
        except base.AircacheError as error:
            print("refused", error.status, error.code)
        """

    private static let swiftUse = """
        import Foundation
        let address = ProcessInfo.processInfo.environment["ADDRESS"] ?? ""
        let things = AircacheClient(address: address).tables.things
        var count = 0
        for try await _ in things.all(ListOptions(pageSize: 100)) { count += 1 }
        let page = try await things.list(ListOptions(pageSize: 100))
        print(count, page.pagination.totalPages)
        let one = try await things.get(page.records[0].id, fields: [.aB])
        print("rec", one?.fields.aB == page.records[0].fields.aB)
        let some = try await things.list(
            ListOptions(
                filter: [
                    Condition(.number, .gte, 200),
                    Condition(.aB, in: ["x, \\"y\\"", "z"], isNegated: true),
                ], sort: [SortKey(.number, isDescending: true)]))
        print(some.pagination.total, some.records[0].fields.number == 249)
        print(try await things.get("rec00000000009999") == nil ? "none" : "one")
        do {
            _ = try await things.list(ListOptions(pageSize: 5_000))
        } catch let error as AircacheError {
            print("refused", error.status)
        }
        var cells = ThingsWrite()
        cells.aB = .value("new")
        cells.number = .value(7)
        let made = try await things.create(cells)
        var change = ThingsWrite()
        change.number = .value(8)
        _ = try await things.update(made.id, change)
        let back = try await things.get(made.id)
        print("wrote", back?.fields.aB ?? "", Int(back?.fields.number ?? 0))
        change.number = .empty
        print("emptied", try await things.update(made.id, change).fields.number == nil)
        let rows = try await things.createAll([cells, cells])
        change.number = .value(3)
        let changed = try await things.updateAll(rows.map { ($0.id, change) })
        print("batch", rows.count, changed.filter { $0.fields.number == 3 }.count)
        try await things.delete(made.id)
        try await things.deleteAll(rows.map { $0.id })
        let gone = try await (things.get(made.id), things.get(rows[0].id))
        print("gone", gone.0 == nil, gone.1 == nil)
        do {
            _ = try await things.update("rec00000000009999", change)
        } catch let error as AircacheError {
            print("refused", error.status, error.code)
        }
        """

    /// Makes code by HTTP, compiles a program that uses it, and compares what it prints.
    private func check(
        _ language: String, _ file: String, _ program: String, _ use: String,
        _ expected: String = Self.expected, _ body: (URL, String) async throws -> String
    ) async throws {
        try await Self.serve(Self.things) { address, folder in
            let url = URL(fileURLWithPath: folder.path)
            let code = try await TestClient.get("\(address)/api/types?lang=\(language)")
            try Data(code.body).write(to: url.appendingPathComponent(file))
            try Data(use.utf8).write(to: url.appendingPathComponent(program))
            let printed = try await body(url, address).replacingOccurrences(
                of: "True", with: "true")
            #expect(printed == expected)
        }
    }

    /// 250 records, numbered from 0, with a field that has a comma and quotation marks.
    private static var things: SimulatedBase {
        let fields = [
            FieldSchema(
                id: FieldID("fldText0000000001"), name: "a, \"b\"", type: .singleLineText),
            FieldSchema(id: FieldID("fldNumber00000001"), name: "Number", type: .number),
        ]
        let table = TableSchema(
            id: TableID("tblThings00000001"), name: "Things",
            primaryFieldID: FieldID("fldText0000000001"), fields: fields)
        let records = (0..<250).map { number in
            let digits = String(number)
            let id = "rec" + String(repeating: "0", count: 14 - digits.count) + digits
            return SimulatedRecord(
                id: RecordID(id), createdTime: "2026-01-01T00:00:00.000Z",
                cells: [
                    "a, \"b\"": .string("text \(number)"),
                    "Number": .number(JSONNumber(number)),
                ])
        }
        return SimulatedBase(
            id: BaseID("appThings00000001"), name: "Things",
            schema: BaseSchema(tables: [table]), records: [table.id: records])
    }

    private static func serve(
        _ base: SimulatedBase, _ body: (String, TemporaryFolder) async throws -> Void
    ) async throws {
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var settings = testSettings(
                endpoint: endpoint, token: "patTest", bases: [base.id], folder: folder)
            settings.passing.takesWrites = true
            try await withInstance(settings) { address in
                try await TestClient.wait(for: address + "/readyz") { $0.status == 200 }
                try await body(address, folder)
            }
        }
    }

    // MARK: Tools

    private static let interpreter: String? = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(".build/tools/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    private static func tool(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @discardableResult
    private func run(
        _ command: String, _ arguments: [String], _ folder: URL, _ address: String = ""
    ) async throws -> String {
        let path = command.hasPrefix("/") ? command : try #require(Self.tool(command))
        let log = folder.appendingPathComponent("output.txt")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(["ADDRESS": address]) {
            $1
        }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        // Not waited for on a thread of the task pool: the server runs on them.
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        try output.close()
        let text = try String(decoding: Data(contentsOf: log), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(text.prefix(3_000))")
        return text
    }
}
