import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Testing

/// The program is killed while clients write through it. At the next start the copy comes to equal
/// the base, and a write that is sent again with its key was done once.
@Suite("Crashes while writing", .serialized, .timeLimit(.minutes(10)))
struct WriteCrashTests {
    /// How many kills at random moments.
    static let kills = 30

    enum Moment: CaseIterable {
        /// Airtable has done it; its answer is on the way.
        case beforeAnswer
        /// The answer is in a transaction that is not committed.
        case beforeCommit
        /// The copy has it; the client does not know.
        case beforeReply

        var environment: [String: String] {
            switch self {
            case .beforeAnswer: [:]
            case .beforeCommit: ["AIRCACHE_STOP_AFTER": ApplyStep.applied.rawValue]
            case .beforeReply: ["AIRCACHE_STOP_AFTER": ApplyStep.committed.rawValue]
            }
        }
    }

    @Test("at each moment of each kind of write", arguments: Moment.allCases)
    func atMoment(moment: Moment) async throws {
        try await WriteScene.run(seed: 3) { scene in
            try await scene.kill(try await scene.start())
            for (number, record) in scene.ids().prefix(Write.Kind.allCases.count).enumerated() {
                let write = try await Self.done(moment, number, record, scene)
                let next = try await scene.start()
                let early = try await scene.send(write, to: next.address, key: write.name)
                // Nobody knows yet what Airtable made of it.
                #expect(early.status == 409, "\(write.kind) \(early.json.text)")
                if moment == .beforeReply { try await scene.waitUntilEqual(next) }
                try await scene.kill(next)
                try await Self.checkAtRest([write], scene)
            }
        }
    }

    /// A write that Airtable has done, and a process that was killed at a moment of it.
    ///
    /// A process that has something from before to commit dies of that; then another one is started.
    private static func done(
        _ moment: Moment, _ number: Int, _ record: String, _ scene: WriteScene
    ) async throws -> Write {
        for attempt in 0..<5 {
            let write = Write(number + attempt * Write.Kind.allCases.count, record: record)
            let server = try await scene.start(moment.environment, mayEnd: true)
            if try await die(moment, server, write, scene) { return write }
        }
        throw NotDone()
    }

    private struct NotDone: Error {}

    /// Sends a write to a process that is killed at a moment of it.
    ///
    /// - Returns: whether Airtable has done it.
    private static func die(
        _ moment: Moment, _ server: ServingProgram, _ write: Write, _ scene: WriteScene
    ) async throws -> Bool {
        if moment == .beforeAnswer { scene.airtable.latency = Latency(fixed: .seconds(5)) }
        defer { scene.airtable.latency = .none }
        let before = scene.base.revision
        let address = server.address
        async let sent = try? scene.send(write, to: address, key: write.name)
        if moment == .beforeAnswer {
            let deadline = ContinuousClock.now + .seconds(20)
            while scene.base.revision == before, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(2))
            }
            server.program.kill()
        }
        let ending = try #require(try await server.program.end())
        #expect(ending.wasKilled && ending.code == SIGKILL, "\(ending.errors)")
        #expect(await sent == nil, "no answer came")
        return scene.base.revision != before
    }

    @Test("at random moments")
    func atRandom() async throws {
        try await WriteScene.run(seed: 4) { scene in
            try await scene.kill(try await scene.start())
            scene.airtable.latency = Latency(fixed: .milliseconds(5), jitter: .milliseconds(20))
            var random = SeededGenerator(seed: 4)
            var writes: [Write] = []
            var outcomes: [String: Int] = [:]
            for (number, record) in scene.ids().prefix(Self.kills).enumerated() {
                let write = Write(number, record: record)
                let server = try await scene.start()
                let address = server.address
                if let last = writes.last {
                    let again = try await scene.send(last, to: address, key: last.name)
                    #expect([200, 404, 409].contains(again.status), "\(again.json.text)")
                }
                let before = scene.base.revision
                async let sent = try? scene.send(write, to: address, key: write.name)
                try await Task.sleep(
                    for: .microseconds(Int.random(in: 0...200_000, using: &random)))
                try await scene.kill(server)
                let answer = await sent
                if let answer {
                    #expect(answer.status == 200, "\(answer.json.text)")
                    // The copy has what was answered.
                    let next = try await scene.start()
                    for id in answer.ids {
                        let truth = scene.base.records(scene.table.id).first {
                            $0.id.rawValue == id
                        }
                        let expected = try truth.map { try JSONValue(parsing: $0.json) } ?? .null
                        #expect(
                            try await scene.read(id, from: next.address) == expected, "\(write)")
                    }
                    try await scene.kill(next)
                }
                writes.append(write)
                let isDone = scene.base.revision != before
                let outcome = answer != nil ? "answered" : isDone ? "done, no answer" : "not done"
                outcomes[outcome, default: 0] += 1
            }
            print("\(Self.kills) kills while writing: \(outcomes)")
            #expect(outcomes["done, no answer", default: 0] > 0, "\(outcomes)")
            try await Self.checkAtRest(writes, scene)
        }
    }

    /// Sends all writes again when their outcome can be known, and compares all that is there.
    private static func checkAtRest(_ writes: [Write], _ scene: WriteScene) async throws {
        try await scene.passTime(seconds: 200)
        let server = try await scene.start()
        let address = server.address
        for write in writes {
            let answer = try await scene.send(write, to: address, key: write.name)
            // A deletion that was done finds nothing the second time.
            let isFine = answer.status == 200 || write.kind == .delete && answer.status == 404
            #expect(isFine, "\(write.kind) \(answer.status) \(answer.json.text)")
            let again = try await scene.send(write, to: address, key: write.name)
            #expect(again.status == answer.status)
            #expect(again.body == answer.body)
            let named = try scene.names().count { $0 == write.name }
            #expect(named == write.named, "\(write)")
            #expect(write.kind != .delete || !scene.ids().contains(write.record))
        }
        try await scene.waitUntilEqual(server)
        let deadline = ContinuousClock.now + .seconds(20)
        while try !scene.unsettled().isEmpty, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try scene.unsettled().isEmpty)
        try await scene.kill(server)
    }
}
