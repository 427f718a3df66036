package import AirtableAPI
package import FoundationEssentials

/// A write to Airtable that may not be in the copy yet, or records that have to be read again.
///
/// It is stored before the write is sent and removed after the copy has it, so that no crash in
/// between is forgotten.
package struct UnsettledWrite: Sendable, Codable, Hashable {
    package enum Kind: String, Sendable, Codable {
        /// Records may have come to be, whose ids nobody knows before the answer.
        case create
        case update
        case delete
        /// Nothing was written: records are to be read again.
        case read
        /// The base is to be read as a whole: there was no copy when something was written, or too many
        /// records are linked to it.
        case refresh
    }

    package enum State: String, Sendable, Codable {
        /// Airtable was, or will be, asked.
        case sent
        /// No answer came, or none that could be read.
        case unknown
        /// Airtable did it; the instance that syncs is to put the answer into the copy.
        case answered
    }

    package let id: String
    package let base: String
    /// The table's id, or its name where the copy does not know it.
    package var table: String
    package var records: [String]
    package var kind: Kind
    package var state: State
    package let startedAt: Date
    /// Airtable is certainly done with it then.
    package let settledAt: Date
    /// When the call began, in nanoseconds since the machine was started.
    package let began: Int64

    package var baseID: BaseID { BaseID(base) }
    package var recordIDs: [RecordID] { records.map { RecordID($0) } }

    package init(
        base: BaseID, table: String, records: [RecordID], kind: Kind, state: State = .sent,
        startedAt: Date, settledAt: Date, began: Int64
    ) {
        id = "wrt" + String(UInt64.random(in: .min ... .max), radix: 36)
        self.base = base.rawValue
        self.table = table
        self.records = records.map(\.rawValue)
        self.kind = kind
        self.state = state
        self.startedAt = startedAt
        self.settledAt = settledAt
        self.began = began
    }
}
