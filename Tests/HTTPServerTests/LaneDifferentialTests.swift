import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPServer
import Storage
import Synchronization
import Testing

/// Random requests to two servers, with and without the fast lane, while the copy moves: the same
/// answers to the byte.
@Suite(.serialized) struct LaneDifferentialTests {
    /// `AIRCACHE_TEST_REQUESTS=200000` asks more.
    static let count =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_REQUESTS"].flatMap { Int($0) } ?? 20_000

    @Test("random requests, while records change, generations switch and the sync pauses")
    func requests() async throws {
        var settings = ServerFixture.laneSettings
        // So little that answers come and go.
        settings.cacheBytes = 1 << 20
        try await LanePair.run(settings: settings) { server, pair in
            var forge = RequestForge(seed: 1, tokens: ["other", ServerFixture.token])
            var events = CopyEvents(server, seed: 2)
            var asked = 0
            var bursts = 0
            while asked < Self.count {
                if bursts % 50 == 49 { try events.next() }
                bursts += 1
                let burst = forge.next()
                let answers = try await pair.compare(
                    burst.pieces, answers: burst.isLast ? .max : burst.count,
                    "burst \(bursts), after \(events.last): \(burst.text)")
                forge.learn(answers)
                asked += burst.count
            }
            let stats = try await server.get("/api/stats").json()["fastLane"]
            let counts = ["fromMemory", "fromSQLite"].map { name in
                (stats?[name]?.number?.literal).flatMap { Int($0) } ?? 0
            }
            print("\(asked) requests, of which the lane answered \(counts)")
            #expect(counts[0] > asked / 20 && counts[1] > asked / 10)
            #expect(counts[0] + counts[1] > asked / 4)
        }
    }

    @Test("what was committed before a request is in its answer, for all who ask at once")
    func staleness() async throws {
        try await ServerFixture.run(settings: ServerFixture.laneSettings) { server in
            let clients = 8
            let rounds = 300
            let (acknowledged, answers) = try await Self.race(server, clients, rounds)
            #expect(acknowledged == rounds)
            #expect(answers > clients * rounds / 10)
        }
    }

    /// One task commits a counter again and again, others read it: none may see less than what was
    /// committed when it asked, nor go back.
    private static func race(
        _ server: ServerFixture, _ clients: Int, _ rounds: Int
    ) async throws -> (Int, answers: Int) {
        let committed = Counter()
        let answers = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    let socket = RawSocket(port: server.client.port)
                    let target =
                        client % 2 == 0
                        ? "/api/tables/projects/\(ServerFixture.id(3))"
                        : "/api/tables/projects?pageSize=5&page=1"
                    let request =
                        "GET \(target) HTTP/1.1\r\nHost: x\r\n\(ServerFixture.authorization)\r\n\r\n"
                    var before = 0
                    while committed.value < rounds {
                        let least = max(committed.value, before)
                        let bytes = try await socket.ask([Array(request.utf8)], answers: 1)
                        let seen = try #require(Self.number(bytes))
                        #expect(seen >= least, "\(target) answered \(seen) after \(least)")
                        before = seen
                        answers.add()
                    }
                }
            }
            for round in 1...rounds {
                if round % 60 == 0 {
                    try ServerFixture.fill(
                        server.store, ServerFixture.base, name: "round-\(round)-")
                } else {
                    try server.put(3, "round-\(round)-")
                }
                committed.add()
                // Lets readers come between, so that answers are kept and sent again.
                for _ in 0..<20 { await Task.yield() }
                _ = try await server.get("/livez")
            }
            try await group.waitForAll()
        }
        return (committed.value, answers.value)
    }

    private static func number(_ bytes: [UInt8]) -> Int? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("HTTP/1.1 200") else { return nil }
        // A switch gives all records the round's number, a change one of them.
        return text.ranges(of: "round-").compactMap { range in
            Int(text[range.upperBound...].prefix(while: \.isNumber))
        }.max() ?? 0
    }
}

/// What happens to a copy while it is read.
private struct CopyEvents {
    private let server: ServerFixture
    private var random: SeededGenerator
    private(set) var last = "nothing"
    private var isPaused = false

    init(_ server: ServerFixture, seed: UInt64) {
        self.server = server
        random = SeededGenerator(seed: seed)
    }

    mutating func next() throws {
        let number = Int.random(in: 1...260, using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case ..<20:
            last = "a change of record \(number)"
            // Some are worth compressing, others are not.
            let length = random.next() % 4 == 0 ? 1_500 : 1
            try server.put(
                number % 30,
                String(repeating: "Changed", count: length) + "\(random.next() % 1_000)")
        case ..<26:
            last = "the removal of record \(number)"
            try server.remove(number)
        case ..<30:
            last = "a change of another table"
            try server.put(number, "Other", table: "tblEmpty000000001")
        case ..<32:
            let name = random.next() % 4 == 0 ? "projects" : "Empty"
            last = "a table named \(name)"
            try server.rename("tblEmpty000000001", to: name)
        case ..<35 where !isPaused:
            last = "a switch"
            try ServerFixture.fill(
                server.store, ServerFixture.base, count: Int.random(in: 100...280, using: &random))
        case ..<37 where !isPaused:
            if (try? server.baseStore.rollback(at: ServerFixture.now)) != nil {
                last = "a rollback"
                isPaused = true
            }
        case ..<39 where isPaused:
            last = "the end of a pause"
            _ = try server.store.enqueueRun(
                base: ServerFixture.base, trigger: .request, at: ServerFixture.now)
            isPaused = false
        default: break
        }
    }
}

/// Counts, for several tasks.
private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}
