import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// The program as users run it: its exit codes, its words, and how it stops.
@Suite("The program", .serialized)
struct ProgramTests {
    private static let token = "patTest"

    @Test("stops on SIGTERM with exit code 0")
    func termination() async throws {
        let base = SyntheticBase.make(records: 50, tables: 1, seed: 2)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let program = try Program(
                ["serve", "--port", "0"],
                environment: environment(endpoint, base.id), folder: folder.path)
            try await waitForCopy(folder)
            program.kill(SIGTERM)
            let ending = try #require(try await program.end(within: 20))
            #expect(!ending.wasKilled && ending.code == 0, "\(ending.errors)")
            #expect(ending.errors.contains("listening"))
            #expect(!ending.errors.contains(Self.token))
        }
    }

    @Test("a sync goes through a server that runs on the same folder")
    func followsServer() async throws {
        let base = SyntheticBase.make(records: 50, tables: 1, seed: 2)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = environment(endpoint, base.id)
            let server = try Program(
                ["serve", "--port", "0"], environment: environment, folder: folder.path)
            try await waitForCopy(folder)
            let sync = try Program(
                ["sync", "--json"], environment: environment, folder: folder.path)
            let ending = try #require(try await sync.end())
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(ending.output.contains("\"succeeded\""))
            #expect(server.isRunning)
        }
    }

    @Test("rolls back, says that the base is paused, and goes on with the next sync")
    func rollback() async throws {
        let base = SyntheticBase.make(records: 50, tables: 1, seed: 2)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = environment(endpoint, base.id)
            func run(_ arguments: String...) async throws -> Program.Ending {
                try #require(
                    try await Program(
                        arguments, environment: environment, folder: folder.path
                    ).end())
            }
            for (command, code) in [("rollback", 1), ("sync", 0), ("rollback", 1), ("sync", 0)] {
                let ending = try await run(command)
                #expect(ending.code == Int32(code), "\(command): \(ending.errors)")
            }
            let rollback = try await run("rollback")
            #expect(rollback.output.contains("generation 1 serves"), "\(rollback.errors)")
            let paused = try await run("status")
            #expect(paused.output.contains("paused"))
            let sync = try await run("sync")
            #expect(sync.code == 0, "\(sync.errors)")
            let resumed = try await run("status")
            #expect(!resumed.output.contains("paused"))
        }
    }

    @Test("tells usage, settings, authorization and Airtable apart by the exit code")
    func exitCodes() async throws {
        let base = SyntheticBase.make(records: 5, tables: 1, seed: 2)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var wrongToken = environment(endpoint, base.id)
            wrongToken["AIRTABLE_PERSONAL_TOKEN"] = "patWrong"
            let cases: [(arguments: [String], environment: [String: String], code: Int32)] = [
                (["--help"], [:], 0), (["--version"], [:], 0), (["--frobnicate"], [:], 2),
                (["simulate", "--port", "70000"], [:], 2),
                (["simulate", "--data", "/nonexistent"], [:], 3),
                (["serve"], [:], 3), (["sync"], [:], 3), (["status"], [:], 1),
                (["sync"], wrongToken, 3),
                (["sync"], environment(endpoint, BaseID("appNotThere000000")), 3),
            ]
            for (arguments, environment, code) in cases {
                let program = try Program(
                    arguments, environment: environment, folder: folder.path)
                let ending = try #require(try await program.end())
                #expect(ending.code == code, "\(arguments): \(ending.errors)")
                if code == 0 { #expect(!ending.output.isEmpty) }
                if code > 0 { #expect(ending.errors.contains("error: ")) }
                if code > 2 { #expect(ending.errors.contains("try: ")) }
            }
        }
    }

    @Test("a port in use, a line of .env that is none: said at the start, exit code 3")
    func refusedStarts() async throws {
        let folder = try TemporaryFolder()
        let environment = environment("http://127.0.0.1:9", BaseID("appAAAAAAAAAAAAAA"))
        let first = try ServingProgram(environment, folder: folder.path)
        #expect(try await first.firstAnswer("/livez").status == 200)
        let port = try #require(first.address.split(separator: ":").last).description
        let second = try Program(
            ["serve", "--port", port], environment: environment, folder: folder.path)
        let inUse = try #require(try await second.end())
        #expect(inUse.code == 3)
        #expect(inUse.errors.contains("error: The address 127.0.0.1:\(port) is in use."))
        #expect(inUse.errors.contains("try: "))
        try folder.write("PORT=3000\nnonsense\n", to: ".env")
        let broken = try #require(
            try await Program(["serve"], environment: environment, folder: folder.path).end())
        #expect(broken.code == 3)
        #expect(broken.errors.contains("error: ") && broken.errors.contains(".env"))
        #expect(broken.errors.contains("2"), "the line's number: \(broken.errors)")
    }

    @Test("a serving file that is damaged at the start: the other one serves, and a sync mends it")
    func damagedGeneration() async throws {
        let base = SyntheticBase.make(records: 50, tables: 1, seed: 2)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = environment(endpoint, base.id)
            for _ in 0..<2 {
                let sync = try Program(["sync"], environment: environment, folder: folder.path)
                #expect(try await sync.end()?.code == 0)
            }
            let generations = folder.path + "/data/bases/\(base.id)/"
            // Of the newer one the beginning, then all of both.
            for (names, expected) in [(["000002"], 200), (["000001", "000002", "000003"], 503)] {
                for name in names {
                    let path = generations + name + ".sqlite"
                    guard let file = FileHandle(forWritingAtPath: path) else { continue }
                    file.write(Data(repeating: 0x5A, count: 60_000))
                    try file.close()
                }
                var manual = environment
                manual["SYNC_MODE"] = "manual"
                let server = try ServingProgram(manual, folder: folder.path)
                let table = base.schema.tables[0].id
                let answer = try await server.firstAnswer("/api/tables/\(table)")
                #expect(Int(answer.status) == expected)
                let degradation = try await server.stats()["degradation"]?.string
                #expect(degradation?.contains("damaged") == true)
                #expect(try await server.refresh()["status"] == "succeeded")
                let mended = try await server.firstAnswer("/api/tables/\(table)")
                #expect(mended.json["pagination"]?["total"]?.integer == 50)
                #expect(try await server.stats()["degradation"]?.string == nil)
                server.program.kill(SIGTERM)
                #expect(try await server.program.end(within: 20)?.code == 0)
            }
        }
    }

    private func environment(_ endpoint: String, _ base: BaseID) -> [String: String] {
        [
            "AIRTABLE_ENDPOINT_URL": endpoint, "AIRTABLE_PERSONAL_TOKEN": Self.token,
            "AIRTABLE_BASE_ID": base.rawValue,
        ]
    }

    private func waitForCopy(_ folder: TemporaryFolder) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let copy = try? StoredCopy(folder: folder.path + "/data", logger: quietLogger)
            if let status = try? copy?.status(at: Date()), status.bases.first?.generation != nil {
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("no copy within 30 s")
    }

    @Test("the demo serves what it copied from its simulator")
    func demo() async throws {
        let folder = try TemporaryFolder()
        let program = try Program(
            ["demo", "--records", "200", "--tables", "2", "--port", "0", "--exit-after-sync"],
            folder: folder.path)
        let ending = try #require(try await program.end(within: 120), "it did not end")
        #expect(ending.code == 0, "\(ending.output)\n\(ending.errors)")
        #expect(ending.output.contains("/api/tables"))
    }
}
