import AirtableAPI
import AirtableSimulator
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Storage
import Testing

/// A base on a simulator, and a folder with a copy that processes write through.
struct WriteScene: Sendable {
    let base: SimulatedBase
    let airtable: SimulatedAirtable
    let folder: TemporaryFolder
    let environment: [String: String]

    /// Runs `body` with a base of two linked tables and a folder without a copy.
    static func run(
        records: Int = 60, seed: UInt64 = 1, _ more: [String: String] = [:],
        _ body: (WriteScene) async throws -> Void
    ) async throws {
        let base = SyntheticBase.make(records: records, tables: 2, seed: seed)
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            var environment = testEnvironment(endpoint, base.id)
            environment["SYNC_MODE"] = "manual"
            environment["AIRCACHE_WRITES"] = "on"
            try await body(
                WriteScene(
                    base: base, airtable: airtable, folder: folder,
                    environment: environment.merging(more) { $1 }))
        }
    }

    /// A process that serves a whole copy.
    ///
    /// - Parameter mayEnd: whether it may have ended before it does.
    func start(
        _ more: [String: String] = [:], mayEnd: Bool = false
    ) async throws -> ServingProgram {
        let server = try ServingProgram(
            environment.merging(more) { $1 }, folder: folder.path)
        try await TestClient.wait(
            for: server.address + "/readyz", orUntil: { mayEnd && !server.program.isRunning },
            until: { $0.status == 200 })
        return server
    }

    func kill(_ server: ServingProgram) async throws {
        server.program.kill()
        _ = try #require(try await server.program.end())
    }

    var table: TableSchema { base.schema.tables[0] }

    func ids() -> [String] { base.records(table.id).map(\.id.rawValue) }

    /// The cell `Name` of each record of the base.
    func names() throws -> [String?] {
        try base.records(table.id).map {
            try JSONValue(parsing: $0.json)["fields"]?["Name"]?.string
        }
    }

    func send(
        _ write: Write, to address: String, key: String? = nil
    ) async throws -> TestAnswer {
        var request = HTTPClientRequest(
            url: "\(address)/v0/\(base.id)/\(table.id)\(write.path)")
        request.method = write.method
        request.headers.add(name: "Content-Type", value: "application/json")
        if let key { request.headers.add(name: "Idempotency-Key", value: key) }
        if let body = write.body { request.body = .bytes(body.bytes) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return TestAnswer(
            status: response.status.code, headers: response.headers.map { ($0.name, $0.value) },
            body: bytes, json: (try? JSONValue(parsing: bytes)) ?? .null)
    }

    /// A record as a process serves it; null where it serves none.
    func read(_ record: String, from address: String) async throws -> JSONValue {
        let answer = try await TestClient.get(
            "\(address)/v0/\(base.id)/\(table.id)/\(record)")
        return answer.status == 200 ? answer.json : .null
    }

    /// Waits until each table of the copy is that of the base.
    func waitUntilEqual(_ server: ServingProgram, seconds: Int = 20) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        for table in base.schema.tables {
            let address = "\(server.address)/api/tables/\(table.id)?pageSize=1000"
            var differing: [String] = []
            repeat {
                let copy = try await TestClient.get(address).json["records"]?.array ?? []
                let truth = try base.records(table.id).map { try JSONValue(parsing: $0.json) }
                differing = Set(copy).symmetricDifference(truth).map(\.text).sorted()
                if !differing.isEmpty { try await Task.sleep(for: .milliseconds(50)) }
            } while !differing.isEmpty && ContinuousClock.now < deadline
            #expect(differing.isEmpty, "\(table.name)")
        }
    }

    /// Writes that are not in the copy yet, or not known to be.
    func unsettled() throws -> [UnsettledWrite] {
        try Store(folder: DataFolder(path: folder.path + "/data"), logger: quietLogger)
            .unsettledWrites(base.id).map(\.write)
    }

    /// What is written down of writes, as if it were older: no process runs, and nobody has to wait
    /// until Airtable is certainly done with them.
    func passTime(seconds: Int) async throws {
        let statements = """
            UPDATE idempotency SET until = until - \(seconds);
            UPDATE writes SET write = json_set(
                write, '$.settledAt', json_extract(write, '$.settledAt') - \(seconds));
            """
        let program = try Program(
            [folder.path + "/data/metadata.sqlite", statements], folder: folder.path,
            executable: "/usr/bin/sqlite3")
        let ending = try #require(try await program.end())
        #expect(ending.code == 0, "\(ending.errors)")
    }
}

/// A write to the first table of the scene, each of another record.
struct Write: Sendable {
    enum Kind: CaseIterable {
        case create, createMany, update, replace, upsert, delete
    }

    let kind: Kind
    /// The cell `Name` of what it makes or changes, and its idempotency key.
    let name: String
    let record: String

    /// - Parameter number: sets the kind, and the name apart from other writes' names.
    init(_ number: Int, record: String) {
        kind = Kind.allCases[number % Kind.allCases.count]
        name = "write-\(number)"
        self.record = record
    }

    var method: HTTPMethod {
        switch kind {
        case .create, .createMany: .POST
        case .update, .upsert: .PATCH
        case .replace: .PUT
        case .delete: .DELETE
        }
    }

    var path: String {
        switch kind {
        case .create, .createMany, .upsert: ""
        case .update, .replace, .delete: "/" + record
        }
    }

    var body: JSONValue? {
        let cells: JSONValue = ["fields": ["Name": .string(name), "Notes": "written"]]
        switch kind {
        case .create, .update, .replace: return cells
        case .createMany: return ["records": [cells, cells]]
        case .upsert:
            return ["performUpsert": ["fieldsToMergeOn": ["Name"]], "records": [cells]]
        case .delete: return nil
        }
    }

    /// How many records of the base have its name once it is done, however often it was sent.
    var named: Int { kind == .delete ? 0 : kind == .createMany ? 2 : 1 }
}

extension TestAnswer {
    /// The ids of the records that it names.
    var ids: [String] {
        (json["records"]?.array ?? [json]).compactMap { $0["id"]?.string }
    }
}
