import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import HTTPServer
import HTTPTypes
import Logging
import ServiceLifecycle
import Storage
import Sync
import Synchronization
import Testing

/// A server that takes writes, in front of a simulator that syncs with it; every request that reaches
/// the simulator is kept.
struct PassingServer: Sendable {
    static let airtableToken = "patOfAirtableAlone"
    static let writer = "token-that-may-write"
    static let reader = "token-that-may-read"

    let base: SimulatedBase
    let airtable: SimulatedAirtable
    let transport: KeepingTransport
    let client: RawClient
    let time: MovableTime

    /// Runs `body` against a server whose copy is whole.
    ///
    /// - Parameters:
    ///   - others: bases that Airtable's token reaches and that are not configured.
    ///   - folder: of an earlier server, for a restart; nil for a new one.
    static func run(
        _ base: SimulatedBase = SyntheticBase.make(records: 40, tables: 2, seed: 9),
        others: [SimulatedBase] = [], tokens: Set<String> = [writer], folder: String? = nil,
        limits: HTTPLimits = HTTPLimits(), _ change: (inout SyncSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (PassingServer) async throws -> Void
    ) async throws {
        let own = FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-http-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: own) }
        let time = MovableTime()
        let airtable = SimulatedAirtable(
            bases: [base] + others, tokens: [airtableToken], wallNow: { time.now }, limits: .none)
        let transport = KeepingTransport(airtable)
        let store = try Store(folder: DataFolder(path: folder ?? own), logger: silent)
        let client = Airtable(
            transport: transport, token: airtableToken, clock: HastyClock(),
            random: JitterGenerator(seed: 1), settings: AirtableClientSettings(),
            budget: CallBudget(
                monthlyCalls: nil, ledger: CallLedger(store: store), wallNow: { time.now }),
            logger: silent)
        var settings = SyncSettings(mode: .manual)
        settings.takesWrites = true
        change(&settings)
        let engine = SyncEngine(
            store: store, bases: [base.id], airtable: client, settings: settings,
            clock: ContinuousClock(), wallNow: { time.now }, logger: silent)
        var served = HTTPServerSettings(bearerTokens: [writer, reader], limits: limits)
        served.port = 0
        served.writeAccess = settings.takesWrites ? .tokens(Array(tokens)) : .nobody
        var service = HTTPService(
            settings: served, store: store, bases: [base.id], syncEngine: engine, logger: silent,
            wallNow: { time.now })
        let (ports, port) = AsyncStream<Int>.makeStream()
        service.onListening = { port.yield($0) }
        let group = ServiceGroup(
            configuration: .init(
                services: [EngineService(engine: engine), service], logger: silent)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let listening = try #require(await ports.first { _ in true })
            let server = PassingServer(
                base: base, airtable: airtable, transport: transport,
                client: RawClient(port: listening), time: time)
            do {
                try await server.waitUntilReady()
                try await body(server)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static var silent: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if try await client.send("GET", "/readyz").status == 200 { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the first sync did not end within 30 s")
    }

    // MARK: Asking

    var table: TableSchema { base.schema.tables[0] }
    var path: String { "/v0/\(base.id)/\(table.id)" }

    func ids() -> [String] { base.records(table.id).map(\.id.rawValue) }

    func send(
        _ method: String, _ target: String, _ body: String? = nil, token: String = writer,
        _ headers: [String] = []
    ) async throws -> RawAnswer {
        try await client.send(
            method, target,
            headers: ["Authorization: Bearer \(token)", "Content-Type: application/json"] + headers,
            body: body)
    }

    /// How many records of the first table have that name.
    func count(named name: String) throws -> Int {
        try base.records(table.id).count {
            try JSONValue(parsing: $0.json)["fields"]?["Name"]?.string == name
        }
    }
}

private struct EngineService: Service {
    let engine: SyncEngine

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await engine.run() }
    }
}

/// Hands requests to a simulator, keeps all of them, and changes answers where it is told to.
final class KeepingTransport: AirtableTransport {
    private struct State {
        var requests: [AirtableRequest] = []
        var answers: [AirtableResponse] = []
        var holdsNext = false
        var isHolding = false
    }

    private let airtable: SimulatedAirtable
    private let state = Mutex(State())

    init(_ airtable: SimulatedAirtable) { self.airtable = airtable }

    var requests: [AirtableRequest] { state.withLock(\.requests) }

    func forget() { state.withLock { $0.requests = [] } }

    /// Answers the next requests in the simulator's place, which does not see them.
    func answer(_ answers: AirtableResponse...) { state.withLock { $0.answers += answers } }

    /// Lets the next request wait here, until it is let go.
    func holdNext() { state.withLock { $0.holdsNext = true } }

    func letGo() { state.withLock { $0.isHolding = false } }

    func send(_ request: AirtableRequest, timeout: Duration) async throws -> AirtableResponse {
        let (answer, isHeld) = state.withLock { state -> (AirtableResponse?, Bool) in
            state.requests.append(request)
            let isHeld = state.holdsNext
            if isHeld { (state.holdsNext, state.isHolding) = (false, true) }
            return (state.answers.isEmpty ? nil : state.answers.removeFirst(), isHeld)
        }
        while isHeld && state.withLock(\.isHolding) { try await Task.sleep(for: .milliseconds(1)) }
        return if let answer { answer } else {
            try await airtable.send(request, timeout: timeout)
        }
    }
}

extension AirtableRequest {
    /// All that it says, as one text.
    var everything: String {
        let fields = headerFields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        return "\(method) \(path)\n\(fields)\n\(String(decoding: body, as: UTF8.self))"
    }
}

/// The time of day, moved by hand.
final class MovableTime: Sendable {
    private let moment = Mutex(ServerFixture.now)

    var now: Date { moment.withLock { $0 } }

    func advance(by seconds: Double) { moment.withLock { $0 += seconds } }
}

/// A clock on which sleeping takes no time: nobody waits for Airtable's limits.
struct HastyClock: Clock {
    typealias Instant = ContinuousClock.Instant

    private let slept = Slept()

    private final class Slept: Sendable {
        let time = Mutex(Duration.zero)
    }

    var now: Instant { ContinuousClock.now + slept.time.withLock { $0 } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let rest = now.duration(to: deadline)
        if rest > .zero { slept.time.withLock { $0 += rest } }
        await Task.yield()
    }
}
