import AirtableAPI
import FoundationEssentials
import Storage

/// What an event loop knows of a base, for as long as the base's stamp is the same.
///
/// It holds no generation: one that no longer serves can go, whoever remembers its contents.
final class LaneBase {
    let store: BaseStore
    /// 0 before the first look.
    private(set) var stamp: UInt64 = 0
    private(set) var contents: GenerationContents?
    private var generation = 0
    private var isPaused = false
    /// Moves when the generation or its schema becomes another: names then lead elsewhere.
    private(set) var epoch = 0
    /// When the state was synced, and how long ago that is, as answers tell it.
    private(set) var syncedAt: [UInt8] = []
    private(set) var age: [UInt8] = []
    private var ageSeconds = -1

    init(_ store: BaseStore) {
        self.store = store
    }

    /// Looks whether the base has moved.
    func look(at now: Date) {
        let stamp = store.stamp.current
        if stamp != self.stamp { adopt(stamp) }
        guard let contents else { return }
        let seconds = Timestamp.age(of: contents.syncedAt, at: now)
        if seconds != ageSeconds {
            ageSeconds = seconds
            age = Array(String(seconds).utf8)
        }
    }

    /// Whether an answer with this ticket is still what would be answered.
    func holds(_ ticket: LaneTicket) -> Bool {
        let isServing = contents != nil && generation == ticket.generation && !isPaused
        return switch ticket.scope {
        case .base(let commit): isServing && version(ticket.scope) == commit
        case .table(_, let version): isServing && self.version(ticket.scope) == version
        // It is the ticket's own time that counts.
        case .file: true
        }
    }

    /// A ticket of the present state in place of one of an earlier state of the same generation.
    func renewed(_ ticket: LaneTicket) -> LaneTicket? {
        let scope: LaneTicket.Scope
        switch (ticket.scope, version(ticket.scope)) {
        case (.base, let version?): scope = .base(commit: version)
        case (.table(let id, _), let version?): scope = .table(id, version: version)
        default: return nil
        }
        return LaneTicket(
            base: ticket.base, generation: ticket.generation, scope: scope,
            validUntil: ticket.validUntil)
    }

    /// The version that entity tags of answers of this scope bear.
    func version(_ scope: LaneTicket.Scope) -> Int64? {
        switch scope {
        case .base: contents?.commit
        case .table(let id, _): contents?.table(id.rawValue)?.version
        case .file: nil
        }
    }

    /// Whether answers may go without a header that says that the sync is paused.
    var isRunning: Bool { contents != nil && !isPaused }

    private func adopt(_ stamp: UInt64) {
        let serving = store.serving
        isPaused = store.pause != nil
        let isSameKind =
            serving?.number == generation && serving?.contents.schema == contents?.schema
        if !isSameKind { epoch += 1 }
        generation = serving?.number ?? 0
        contents = serving?.contents
        syncedAt = contents.map { Array($0.syncedAtText.utf8) } ?? []
        ageSeconds = -1
        // What moved while it was looked at has moved the stamp beyond this one.
        self.stamp = stamp
    }
}
