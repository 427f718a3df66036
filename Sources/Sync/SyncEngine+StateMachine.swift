import AirtableAPI
import AirtableClient
import FoundationEssentials
import Storage

extension SyncEngine {
    /// What the engine knows and decides; no I/O, time as an argument.
    ///
    /// Events say what happened; `look` says what is to be done about it.
    struct StateMachine: Sendable {
        enum Action: Hashable, Sendable {
            /// Try to become the instance that syncs.
            case tryLock
            /// Put a run of this base into the queue.
            case enqueue(BaseID, SyncRun.Trigger)
            /// Ask the disk which runs are queued.
            case readQueue
            /// Run the oldest queued run of this base.
            case start(SyncRun)
            /// Fetch the changes of this base.
            case pull(BaseID)
            /// Compare ids of this base.
            case reconcile(BaseID)
            /// Settle writes of this base.
            case settle(BaseID)
        }

        private struct Base: Sendable {
            var running: SyncRun?
            /// The run that ended last: what was read before its end may still name it.
            var ended: String?
            var facts = SyncSchedule.Facts()
            /// Calls of this base's last full sync.
            var callsPerSync = 0
            /// A run of the schedule was asked for, and the queue not yet read again.
            var hasAsked = false
            /// No sync has ended since this instance took the lock.
            var isFirst = true
            var live: LiveMachine
            /// When writes are to be settled; nil for never.
            var settleAt: Date?
            var isSettling = false
            var hasSettled = false
        }

        private let schedule: SyncSchedule
        private let settings: SyncSettings
        private let order: [BaseID]
        private var bases: [BaseID: Base]
        private(set) var isWriter = false
        private var nextLockAt = Date.distantPast
        private var queue: [SyncRun] = []
        private var isQueueStale = true

        init(bases: [BaseID], settings: SyncSettings) {
            order = bases
            self.settings = settings
            schedule = SyncSchedule(settings: settings)
            let base = Base(live: LiveMachine(settings: settings))
            self.bases = Dictionary(
                bases.map { ($0, base) }, uniquingKeysWith: { first, _ in first })
        }

        // MARK: Events

        mutating func lockAcquired() {
            isWriter = true
            isQueueStale = true
        }

        mutating func lockReleased() {
            isWriter = false
        }

        /// There are, or may be, writes that are not in the copy; they can be settled from then on.
        mutating func unsettled(_ base: BaseID, dueAt: Date) {
            let known = bases[base]?.settleAt ?? .distantFuture
            bases[base]?.settleAt = min(known, dueAt)
        }

        /// Writes were settled, as far as they could be.
        mutating func settled(_ base: BaseID, nextAt: Date?) {
            bases[base]?.isSettling = false
            bases[base]?.hasSettled = true
            if let nextAt { unsettled(base, dueAt: nextAt) }
        }

        mutating func lockDenied(at now: Date) {
            nextLockAt = now.addingTimeInterval(SyncLimits.lockInterval.inSeconds)
        }

        /// Something was put into the queue, here or by another process, or may have been.
        mutating func queueMoved() {
            isQueueStale = true
        }

        /// What the queue held, oldest first. A run that began meanwhile is left out.
        mutating func queueRead(_ runs: [SyncRun]) {
            queue = runs.filter { run in
                guard let base = bases[run.baseID] else { return false }
                return base.running?.id != run.id && base.ended != run.id
            }
            for id in order { bases[id]?.hasAsked = false }
            isQueueStale = false
        }

        /// What Storage says of a base.
        mutating func observed(
            _ base: BaseID, builtAt: Date?, isDegraded: Bool, isPaused: Bool, calls: Int
        ) {
            bases[base]?.facts.builtAt = builtAt
            bases[base]?.facts.isDegraded = isDegraded
            bases[base]?.facts.isPaused = isPaused
            bases[base]?.facts.callsThisMonth = calls
        }

        /// Something changed in Airtable.
        mutating func woken(_ base: BaseID, at now: Date) {
            bases[base]?.live.woken(at: now)
        }

        /// Fetching changes came to an end, one way or another.
        mutating func live(_ base: BaseID, _ event: (inout LiveMachine) -> Void) {
            guard var live = bases[base]?.live else { return }
            event(&live)
            bases[base]?.live = live
            bases[base]?.facts.hasGap = live.hasGap
        }

        mutating func progressed(_ run: SyncRun) {
            bases[run.baseID]?.running = run
        }

        mutating func succeeded(_ run: SyncRun) {
            ended(run)
            bases[run.baseID]?.isFirst = false
            bases[run.baseID]?.facts.failures = 0
            remembered(run)
        }

        mutating func failed(_ run: SyncRun, outlook: SyncSchedule.Outlook, at now: Date) {
            ended(run)
            bases[run.baseID]?.facts.failures += 1
            bases[run.baseID]?.facts.lastFailureAt = now
            bases[run.baseID]?.facts.outlook = outlook
        }

        /// A run that succeeded, now or before this instance started: it tells what one costs.
        mutating func remembered(_ run: SyncRun) {
            bases[run.baseID]?.callsPerSync = run.progress.calls
        }

        private mutating func ended(_ run: SyncRun) {
            bases[run.baseID]?.running = nil
            bases[run.baseID]?.ended = run.id
            isQueueStale = true
        }

        // MARK: Decisions

        /// What is to be done now.
        mutating func look(at now: Date) -> [Action] {
            guard isWriter else { return isLockDue(at: now) ? [.tryLock] : [] }
            if isQueueStale { return [.readQueue] }
            var actions: [Action] = []
            for id in order {
                guard var base = bases[id], base.running == nil else { continue }
                if let run = queue.first(where: { $0.baseID == id }) {
                    guard runningCount < SyncLimits.basesInParallel else { break }
                    // What a poll read before a full sync must not be applied after it.
                    guard settings.mode != .polling || !base.live.isPulling else { continue }
                    queue.removeAll { $0.id == run.id }
                    base.running = run
                    base.hasAsked = false
                    actions.append(.start(run))
                } else if !base.hasAsked,
                    let due = nextDue(id, now: now), due <= now
                {
                    base.hasAsked = true
                    actions.append(
                        .enqueue(
                            id,
                            base.facts.hasGap ? .gap : base.isFirst ? .start : .schedule))
                }
                bases[id] = base
            }
            return actions + settlings(at: now) + pulls(at: now)
        }

        private mutating func settlings(at now: Date) -> [Action] {
            var actions: [Action] = []
            for id in order {
                guard let base = bases[id], !base.isSettling, base.facts.builtAt != nil,
                    let due = base.settleAt, due <= now
                else { continue }
                bases[id]?.isSettling = true
                bases[id]?.settleAt = nil
                actions.append(.settle(id))
            }
            return actions
        }

        func hasSettled(_ base: BaseID) -> Bool { bases[base]?.hasSettled ?? false }

        /// Fetchings that are due; a full sync of the base may be under way, but not without a copy.
        private mutating func pulls(at now: Date) -> [Action] {
            var actions: [Action] = []
            for id in order {
                if bases[id]?.running == nil, bases[id]?.facts.builtAt != nil,
                    bases[id]?.live.isReconciliationDue(at: now) == true
                {
                    bases[id]?.live.reconciliationStarted()
                    actions.append(.reconcile(id))
                }
                guard settings.mode.isLive || bases[id]?.running == nil else { continue }
                guard let due = nextPull(id, now: now), due <= now else { continue }
                bases[id]?.live.pullStarted(at: now)
                actions.append(.pull(id))
            }
            return actions
        }

        func nextPull(_ base: BaseID, now: Date) -> Date? {
            guard let base = bases[base], base.facts.builtAt != nil, !base.facts.isPaused,
                !base.facts.isDegraded
            else { return nil }
            return base.live.nextPull(
                remainingCalls: settings.monthlyCalls.map { $0 - base.facts.callsThisMonth },
                monthEnd: CalendarMonth(of: now).end, now: now)
        }

        func reconciliations(_ base: BaseID) -> Int { bases[base]?.live.reconciliations ?? 0 }

        func wokenAt(_ base: BaseID) -> Date? { bases[base]?.live.wokenAt }

        func hasGap(_ base: BaseID) -> Bool { bases[base]?.live.hasGap ?? false }

        func needsCheck(_ base: BaseID, at now: Date) -> Bool {
            bases[base]?.live.needsCheck(at: now) ?? true
        }

        func nextDue(_ base: BaseID, now: Date) -> Date? {
            guard var facts = bases[base]?.facts else { return nil }
            facts.callsPerSync = bases.values.reduce(0) { $0 + $1.callsPerSync }
            return schedule.nextDue(facts, now: now)
        }

        func running(_ base: BaseID) -> SyncRun? {
            bases[base]?.running
        }

        /// Also when the clock was set back, past the last attempt.
        private func isLockDue(at now: Date) -> Bool {
            let interval = SyncLimits.lockInterval.inSeconds
            return now >= nextLockAt || now < nextLockAt.addingTimeInterval(-2 * interval)
        }

        private var runningCount: Int {
            bases.values.count { $0.running != nil }
        }
    }
}
