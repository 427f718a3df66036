import AirtableAPI
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
        }

        private struct Base: Sendable {
            var running: SyncRun?
            var facts = SyncSchedule.Facts()
            /// A run of the schedule was asked for and has not begun.
            var hasAsked = false
            /// No sync has ended since this instance took the lock.
            var isFirst = true
        }

        private let schedule: SyncSchedule
        private let order: [BaseID]
        private var bases: [BaseID: Base]
        private(set) var isWriter = false
        private var nextLockAt = Date.distantPast
        private var queue: [SyncRun] = []
        private var isQueueStale = true

        init(bases: [BaseID], settings: SyncSettings) {
            order = bases
            schedule = SyncSchedule(settings: settings)
            self.bases = Dictionary(
                bases.map { ($0, Base()) }, uniquingKeysWith: { first, _ in first })
        }

        // MARK: Events

        mutating func lockAcquired() {
            isWriter = true
            isQueueStale = true
        }

        mutating func lockDenied(at now: Date) {
            nextLockAt = now.addingTimeInterval(SyncLimits.lockInterval.inSeconds)
        }

        /// Something was put into the queue, here or by another process.
        mutating func queueMoved() {
            isQueueStale = true
        }

        mutating func queueRead(_ runs: [SyncRun]) {
            queue = runs.filter { bases[$0.baseID] != nil }
            isQueueStale = false
        }

        /// What Storage says of a base.
        mutating func observed(
            _ base: BaseID, syncedAt: Date?, isDegraded: Bool, isPaused: Bool, calls: Int
        ) {
            bases[base]?.facts.syncedAt = syncedAt
            bases[base]?.facts.isDegraded = isDegraded
            bases[base]?.facts.isPaused = isPaused
            bases[base]?.facts.callsThisMonth = calls
        }

        mutating func progressed(_ run: SyncRun) {
            bases[run.baseID]?.running = run
        }

        mutating func succeeded(_ run: SyncRun) {
            bases[run.baseID]?.running = nil
            bases[run.baseID]?.isFirst = false
            bases[run.baseID]?.facts.failures = 0
            bases[run.baseID]?.facts.callsPerSync = run.progress.calls
            isQueueStale = true
        }

        /// - Parameter isPassing: waiting a few seconds may heal it.
        mutating func failed(_ run: SyncRun, isPassing: Bool, at now: Date) {
            bases[run.baseID]?.running = nil
            bases[run.baseID]?.facts.failures += 1
            bases[run.baseID]?.facts.lastFailureAt = now
            bases[run.baseID]?.facts.isPassing = isPassing
            isQueueStale = true
        }

        // MARK: Decisions

        /// What is to be done now.
        mutating func look(at now: Date) -> [Action] {
            guard isWriter else { return now >= nextLockAt ? [.tryLock] : [] }
            if isQueueStale { return [.readQueue] }
            var actions: [Action] = []
            for id in order {
                guard var base = bases[id], base.running == nil else { continue }
                if let run = queue.first(where: { $0.baseID == id }) {
                    guard runningCount < SyncLimits.basesInParallel else { break }
                    queue.removeAll { $0.id == run.id }
                    base.running = run
                    base.hasAsked = false
                    actions.append(.start(run))
                } else if !base.hasAsked,
                    let due = schedule.nextDue(base.facts, now: now), due <= now
                {
                    base.hasAsked = true
                    actions.append(.enqueue(id, base.isFirst ? .start : .schedule))
                }
                bases[id] = base
            }
            return actions
        }

        func nextDue(_ base: BaseID, now: Date) -> Date? {
            bases[base].flatMap { schedule.nextDue($0.facts, now: now) }
        }

        func running(_ base: BaseID) -> SyncRun? {
            bases[base]?.running
        }

        private var runningCount: Int {
            bases.values.count { $0.running != nil }
        }
    }
}
