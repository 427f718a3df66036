import AirtableSimulator
import Storage

/// What a read from a generation costs, without HTTP.
enum ReadBenchmark {
    static let repetitions = 20_000

    static func run(_ base: BaseStore) throws {
        let ids = try self.ids(base)
        var random = SeededGenerator(seed: 1)
        let point = try Measure.median {
            for _ in 0..<repetitions {
                let id = ids[Int.random(in: 0..<ids.count, using: &random)]
                try base.read { session in
                    _ = try session.record(id, table: session.generation.tables[0]) { $0.count }
                }
            }
        }
        let page = try Measure.median {
            for _ in 0..<repetitions / 100 {
                try base.read { session in
                    var query = RecordQuery(table: session.generation.tables[0])
                    query.limit = 100
                    query.start = .offset(Int.random(in: 0..<max(1, ids.count - 100), using: &random))
                    _ = try session.list(query) { _ in }
                }
            }
        }
        print("read one record:          \(microseconds(point, repetitions)) µs")
        print("read a page of 100:       \(microseconds(page, repetitions / 100)) µs")
    }

    private static func ids(_ base: BaseStore) throws -> [String] {
        var ids: [String] = []
        try base.read { session in
            let query = RecordQuery(table: session.generation.tables[0])
            _ = try session.list(query) { body in
                // {"id":"recXXXXXXXXXXXXXX", as the simulator writes it.
                ids.append(String(decoding: body[7..<24], as: UTF8.self))
            }
        }
        return ids
    }

    private static func microseconds(_ seconds: Double, _ count: Int) -> String {
        Measure.rounded(seconds * 1e6 / Double(count))
    }
}
