import AirtableAPI
import FoundationEssentials
import Storage
import Synchronization

/// Which attachments the serving copy of a base names, and the index brought up to it.
///
/// Tables are read again when their version moved. What is kept of them is what the index needs,
/// without addresses.
final class AttachmentSurvey: Sendable {
    private struct Table {
        let version: Int64
        let named: [NamedAttachment]
    }

    private struct State {
        var generation: Int?
        var commit: Int64 = -1
        var tables: [TableID: Table] = [:]
    }

    private let base: BaseID
    private let store: Store
    private let state = Mutex(State())

    init(_ base: BaseID, store: Store) {
        self.base = base
        self.store = store
    }

    /// Whether the copy is another than at the last look.
    var isDue: Bool {
        guard let serving = try? store.base(base).serving else { return false }
        return state.withLock { $0.generation != serving.number || $0.commit != serving.commit }
    }

    /// Looks through what moved. It blocks while it reads.
    ///
    /// - Returns: nil where nothing serves or nothing moved.
    func run(at now: Date) throws -> AttachmentDifference? {
        try state.withLock { state in
            guard let serving = try store.base(base).serving,
                state.generation != serving.number || state.commit != serving.commit
            else { return nil }
            let (tables, hasMoved) = try serving.read { try Self.tables($0, state.tables) }
            var difference: AttachmentDifference? = AttachmentDifference()
            // At the first look the index is what another run left, even where nothing is named now.
            if hasMoved || state.generation == nil {
                var named: [AttachmentID: NamedAttachment] = [:]
                for table in serving.tables {
                    for item in tables[table.id]?.named ?? [] where named[item.attachment.id] == nil
                    {
                        named[item.attachment.id] = item
                    }
                }
                difference = try store.attachments.adopt(named, of: base, at: now)
            }
            state = State(generation: serving.number, commit: serving.commit, tables: tables)
            return difference
        }
    }

    private static func tables(
        _ session: ReadSession, _ known: [TableID: Table]
    ) throws -> ([TableID: Table], hasMoved: Bool) {
        var tables: [TableID: Table] = [:]
        for table in session.contents.tables where table.hasAttachmentFields {
            if let same = known[table.id], same.version == table.version {
                tables[table.id] = same
                continue
            }
            var named: [NamedAttachment] = []
            try session.attachments(of: table) { item in
                var attachment = item.attachment
                // Addresses are many and long, and expire.
                attachment.urls = attachment.urls.mapValues { _ in "" }
                named.append(NamedAttachment(attachment, at: item.place))
            }
            tables[table.id] = Table(version: table.version, named: named)
        }
        let hasMoved =
            tables.count != known.count
            || tables.contains { known[$0.key]?.version != $0.value.version }
        return (tables, hasMoved)
    }
}

extension StoredTable {
    fileprivate var hasAttachmentFields: Bool {
        fields.contains { $0.schema.type == .multipleAttachments }
    }
}
