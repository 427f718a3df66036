public import AirtableAPI
public import FoundationEssentials
import HTTPTypes
import Synchronization

/// Airtable in memory: bases, tokens, limits, and faults on demand.
///
/// It is a transport, so that a client can talk to it in process; `SimulatorServer` puts the same
/// object on a socket. All time comes from the given clock, all chance from seeds.
public final class SimulatedAirtable: AirtableTransport {
    struct State: Sendable {
        var bases: [SimulatedBase]
        var tokens: [String: AccessToken]
        var limits: SimulatorLimits
        var latency: Latency
        var faults: FaultDice
        var random: SeededGenerator
        var baseWindows: [BaseID: RequestWindow] = [:]
        var tokenWindows: [String: RequestWindow] = [:]
        var monthlyCalls = 0
        var iterators = ListIterators()
        var counts = RequestCounts()
        var baseCounts: [BaseID: RequestCounts] = [:]
        var faultCounts: [Fault: Int] = [:]
        var notificationFaults: NotificationDice
        /// Notifications that wait for a later one, to arrive after it.
        var heldNotifications: [WebhookID: [SimulatedNotification]] = [:]
    }

    let clock: any Clock<Duration>
    /// The time since the simulator was made, on its clock.
    let elapsed: @Sendable () -> Duration
    let wallNow: @Sendable () -> Date
    let state: Mutex<State>
    /// Tells `deliverNotifications` that a notification is due.
    let waker = Waker()
    /// Nil: notifications go nowhere, unless a `SimulatorServer` sends them.
    let deliver: NotificationDelivery?
    /// The files behind attachments.
    public let files: SimulatedFiles

    /// - Parameters:
    ///   - tokens: every one of them is granted every base.
    ///   - clock: what latencies, limits and lifetimes run on.
    ///   - wallNow: the date, for creation times, payloads and the lives of webhooks.
    ///   - seed: for latencies and the ids of iterators.
    ///   - deliver: takes the notifications that `deliverNotifications()` sends.
    public convenience init(
        bases: [SimulatedBase], tokens: Set<String>,
        clock: any Clock<Duration> = ContinuousClock(),
        wallNow: @escaping @Sendable () -> Date = { Date() }, seed: UInt64 = 0,
        limits: SimulatorLimits = .airtable, latency: Latency = .none, faults: FaultPlan = .none,
        notificationFaults: NotificationFaults = .none, deliver: NotificationDelivery? = nil
    ) {
        self.init(
            bases: bases, accessTokens: tokens.map { AccessToken($0) }, clock: clock,
            wallNow: wallNow, seed: seed, limits: limits, latency: latency, faults: faults,
            notificationFaults: notificationFaults, deliver: deliver)
    }

    /// - Parameter accessTokens: with what each is granted.
    public init(
        bases: [SimulatedBase], accessTokens: [AccessToken],
        clock: any Clock<Duration> = ContinuousClock(),
        wallNow: @escaping @Sendable () -> Date = { Date() }, seed: UInt64 = 0,
        limits: SimulatorLimits = .airtable, latency: Latency = .none, faults: FaultPlan = .none,
        notificationFaults: NotificationFaults = .none, deliver: NotificationDelivery? = nil
    ) {
        self.clock = clock
        self.deliver = deliver
        self.wallNow = wallNow
        files = SimulatedFiles(wallNow: wallNow)
        elapsed = Self.stopwatch(clock)
        state = Mutex(
            State(
                bases: bases,
                tokens: Dictionary(accessTokens.map { ($0.text, $0) }) { first, _ in first },
                limits: limits, latency: latency, faults: FaultDice(plan: faults),
                random: SeededGenerator(seed: seed),
                notificationFaults: NotificationDice(plan: notificationFaults)))
        for base in bases { attach(base) }
    }

    private func attach(_ base: SimulatedBase) {
        base.attach(wallNow: wallNow, wake: { [waker] in waker.wake() })
    }

    /// Answers one request, as Airtable would, or as the fault plan says.
    ///
    /// The answer is decided when the request arrives; latency passes after that.
    ///
    /// - Throws: `AirtableTransportError` with `.timeout` or `.connectionBroken`, or
    ///   `CancellationError`.
    public func send(
        _ request: AirtableRequest, timeout: Duration
    ) async throws -> AirtableResponse {
        let reply = answer(request)
        var duration = reply.delay
        switch reply.delivery {
        case .whole, .reset: break
        case .drip(let pieces, let pause): duration += pause * pieces
        case .silence: duration = timeout
        }
        if duration >= timeout, duration > .zero {
            try await clock.sleep(for: timeout)
            throw AirtableTransportError(.timeout, detail: "the simulator did not answer in time")
        }
        if duration > .zero { try await clock.sleep(for: duration) }
        if reply.delivery == .reset {
            throw AirtableTransportError(
                .connectionBroken, detail: "the simulator reset the connection")
        }
        return reply.response
    }

    private static func stopwatch<C: Clock>(_ clock: C) -> @Sendable () -> Duration
    where C.Duration == Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}

// MARK: What tests look at and change

extension SimulatedAirtable {
    public var bases: [SimulatedBase] { state.withLock(\.bases) }

    public func base(_ id: BaseID) -> SimulatedBase? {
        state.withLock { $0.bases.first { $0.id == id } }
    }

    public func addBase(_ base: SimulatedBase) {
        attach(base)
        state.withLock { $0.bases.append(base) }
    }

    public func removeBase(_ id: BaseID) {
        state.withLock { $0.bases.removeAll { $0.id == id } }
    }

    /// The tokens that are good now.
    public var tokens: Set<String> { state.withLock { Set($0.tokens.keys) } }

    public func grant(_ token: AccessToken) {
        state.withLock { $0.tokens[token.text] = token }
    }

    /// Makes a token bad for good, or until it is granted again.
    public func revoke(_ token: String) {
        state.withLock { $0.tokens[token] = nil }
    }

    public var limits: SimulatorLimits {
        get { state.withLock(\.limits) }
        set { state.withLock { $0.limits = newValue } }
    }

    public var latency: Latency {
        get { state.withLock(\.latency) }
        set { state.withLock { $0.latency = newValue } }
    }

    /// The fault plan; setting it starts the new one from its beginning.
    public var faults: FaultPlan {
        get { state.withLock(\.faults.plan) }
        set { state.withLock { $0.faults = FaultDice(plan: newValue) } }
    }

    /// Ends every listing that is under way, as a restart of Airtable does.
    public func expireIterators() {
        state.withLock { $0.iterators.removeAll() }
    }

    /// All requests so far.
    public var counts: RequestCounts { state.withLock(\.counts) }

    /// Requests to one base so far.
    public func counts(of base: BaseID) -> RequestCounts {
        state.withLock { $0.baseCounts[base] ?? RequestCounts() }
    }

    /// How often each fault struck.
    public var faultCounts: [Fault: Int] { state.withLock(\.faultCounts) }

    /// Sets all counts, the used part of the quota and all lock-outs to zero.
    public func resetCounts() {
        state.withLock { state in
            state.counts = RequestCounts()
            state.baseCounts = [:]
            state.faultCounts = [:]
            state.monthlyCalls = 0
            state.baseWindows = [:]
            state.tokenWindows = [:]
        }
    }
}
