import AirtableAPI
import AirtableClient
import AirtableSimulator
import FoundationEssentials
import HTTPTypes
import Logging
import Synchronization

/// A clock on which sleeping takes no time: the clock jumps to the deadline instead.
final class JumpingClock: Clock, Sendable {
    typealias Instant = ManualClock.Instant

    private let state = Mutex((now: Instant(offset: .zero), sleeps: [Duration]()))

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }
    /// The lengths of all sleeps so far.
    var sleeps: [Duration] { state.withLock(\.sleeps) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
    }
}

/// Answers as it was told to, in order, and the last answer for ever; keeps what it was asked.
final class ScriptedTransport: AirtableTransport {
    enum Step: Sendable {
        case answer(Int, String, HTTPFields = [:])
        case failure(AirtableTransportError.Reason)
    }

    private let state: Mutex<(steps: [Step], requests: [AirtableRequest])>

    init(_ steps: [Step]) {
        state = Mutex((steps, []))
    }

    var requests: [AirtableRequest] { state.withLock(\.requests) }

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0]
        }
        switch step {
        case .answer(let status, let body, let fields):
            return AirtableResponse(
                status: .init(code: status), headerFields: fields, body: Array(body.utf8))
        case .failure(let reason): throw AirtableTransportError(reason, detail: "as scripted")
        }
    }
}

/// A ledger in memory.
final class MemoryLedger: Sendable {
    private let state = Mutex<[String: Int]>([:])

    /// By month and base, such as `2026-01 appX`.
    var entries: [String: Int] { state.withLock { $0 } }

    var ledger: CallLedger {
        CallLedger(
            add: { count, base, month in
                self.state.withLock {
                    $0["\(month) \(base?.rawValue ?? "-")", default: 0] += count
                }
            },
            total: { month in
                self.state.withLock { entries in
                    entries.filter { $0.key.hasPrefix("\(month) ") }.values.reduce(0, +)
                }
            })
    }
}

let januaryFirst = Date(timeIntervalSince1970: 1_767_225_600)

func makeAirtable(
    _ transport: any AirtableTransport, clock: any Clock<Duration> = JumpingClock(),
    monthlyCalls: Int? = nil, ledger: MemoryLedger = MemoryLedger(), token: String = "patTest",
    policy: RetryPolicy = RetryPolicy(), seed: UInt64 = 1
) -> Airtable {
    var settings = AirtableClientSettings(version: "1.2.3")
    settings.retryPolicy = policy
    return Airtable(
        transport: transport, token: token, clock: clock, random: JitterGenerator(seed: seed),
        settings: settings,
        budget: CallBudget(
            monthlyCalls: monthlyCalls, ledger: ledger.ledger, wallNow: { januaryFirst }),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}

/// Runs `body` while the clock moves from sleeper to sleeper, whenever everybody is asleep.
func withMovingTime<Value: Sendable>(
    _ clock: ManualClock, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            while !Task.isCancelled {
                let count = clock.sleeperCount
                for _ in 0..<20 { await Task.yield() }
                try await Task.sleep(for: .microseconds(200))
                if clock.sleeperCount == count { clock.advanceToNextSleeper() }
            }
            return nil
        }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
        }
        throw CancellationError()
    }
}
