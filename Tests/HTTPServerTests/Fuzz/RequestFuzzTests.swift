import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Testing

/// Whatever is asked for, the server answers, says whose fault it is, and goes on.
@Suite struct RequestFuzzTests {
    /// What one request may take without optimisation; queries end themselves before.
    private static let limit = Duration.seconds(20)

    @Test("no request breaks the server")
    func requests() async throws {
        let base = EveryTypeBase.make(records: 60, tables: 2, seed: 6)
        let simulator = SimulatedAirtable(bases: [base], tokens: ["none"], limits: .none)
        let fill: (Store) throws -> Void = { try Self.fill($0, base) }
        try await ServerFixture.run(bases: [base.id], simulator: simulator, fill: fill) { server in
            var run = FuzzRun("requests", steps: 1_000)
            var statuses: [Int: Int] = [:]
            while let seed = try run.next() {
                var text = FuzzText(seed: seed, fields: base.schema.tables[0].fields.map(\.name))
                let request = FuzzRequest(&text, base)
                let start = ContinuousClock.now
                let answer = try await server.client.send(
                    request.method, request.target, headers: [ServerFixture.authorization],
                    body: request.body)
                let time = ContinuousClock.now - start
                run.note(time, seed)
                statuses[answer.status, default: 0] += 1
                let isFine = (200..<500).contains(answer.status) || answer.status == 503
                #expect(isFine, "seed \(seed): \(request.target): \(answer.text.prefix(300))")
                if answer.headers["content-type"]?.contains("json") == true,
                    request.method != "HEAD",
                    answer.headers["content-type"]?.contains("ndjson") != true
                {
                    #expect(throws: Never.self, "seed \(seed)") { try answer.json() }
                }
                #expect(time < run.limit(Self.limit), "seed \(seed) took \(time)")
            }
            let sorted = statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            run.report(sorted.joined(separator: ", "))
            #expect((statuses[200] ?? 0) * 5 > run.count, "hardly a request was a good one")
            #expect((statuses[503] ?? 0) * 20 < run.count, "too many requests found it busy")
        }
    }

    private static func fill(_ store: Store, _ base: SimulatedBase) throws {
        let rebuild = try store.base(base.id).beginRebuild(
            schema: base.schema, name: base.name, at: ServerFixture.now)
        for table in base.schema.tables {
            let records = base.records(table.id).map { String(decoding: $0.json, as: UTF8.self) }
            try rebuild.insert(
                RecordPage(
                    parsing: Array(#"{"records":[\#(records.joined(separator: ","))]}"#.utf8)),
                table: table.id)
        }
        _ = try rebuild.finish(at: ServerFixture.now)
    }
}
