package import AirtableAPI
package import FoundationEssentials

/// One entry of the change log.
package struct ChangeEntry: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case recordCreated = "record.created"
        case recordUpdated = "record.updated"
        case recordDeleted = "record.deleted"
        case schemaChanged = "schema.changed"
        case syncCompleted = "sync.completed"
    }

    package let cursor: ChangeCursor
    package let at: Date
    package let kind: Kind
    /// Nil for what concerns the whole base.
    package let table: TableID?
    package let record: RecordID?
    /// A JSON object with what else is known:
    ///
    /// | kind | members |
    /// |---|---|
    /// | `record.updated` | `fields`: names of the cells that differ; `previous`: what they were |
    /// | `record.deleted` | `previous`: the cells it had |
    /// | `schema.changed` | `tables`: see `SchemaDifference` |
    /// | `sync.completed` | `generation`, and `isComplete`: whether the log has all differences |
    package let detail: JSONObject
}

/// A place in the change log, as users keep it: opaque to them.
///
/// The epoch says which line of history it belongs to: a rollback begins another one.
package struct ChangeCursor: Hashable, Sendable, CustomStringConvertible {
    package let epoch: Int64
    /// The number of the last entry that was seen.
    package let sequence: Int64

    package init(epoch: Int64, sequence: Int64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Nil for a text that is no cursor.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Int64(parts[0], radix: 36),
            let sequence = Int64(parts[1]), epoch >= 0, sequence >= 0
        else { return nil }
        self.init(epoch: epoch, sequence: sequence)
    }

    package var description: String { "\(String(epoch, radix: 36)).\(sequence)" }
}

/// A part of the change log.
package struct ChangePage: Sendable {
    package let entries: [ChangeEntry]
    /// Where to go on.
    package let next: ChangeCursor
    package let hasMore: Bool
    /// The entries after the cursor that was asked for are gone, or it is of another history:
    /// whoever keeps a copy must read everything anew, and go on at `next`.
    package let isReset: Bool
}
