import AirtableAPI
import FoundationEssentials
import Storage

/// What an answer hangs on, and so how long its bytes may be sent again.
///
/// A controller gives one with an answer that follows from the request and from the state of one base,
/// and from nothing else: not from what Airtable would say, nor from the time of day before `validUntil`.
struct LaneTicket: Sendable {
    enum Scope: Sendable {
        case table(TableID, version: Int64)
        case base(commit: Int64)
        /// Nothing but the file that is sent.
        case file
    }

    let base: BaseID
    let generation: Int
    let scope: Scope
    /// When signatures in the body make way for newer ones, that of the request ends, or a file is looked up
    /// again, in seconds since 1970; nil for never.
    var validUntil: Int?
    /// How requests of the same kind are answered; nil where each is a case of its own.
    var series: Series?
    /// The file that is the answer, or the part of it that is wanted.
    private(set) var file: AttachmentFiles.File?

    enum Series: Sendable {
        case records(RecordSeries)
        case pages(PageSeries)
    }

    /// Answers whose path ends with a record's id, and that follow from the record alone.
    final class RecordSeries: Sendable {
        let table: TableID
        let addresses: AttachmentAddresses?
        /// Nil where the answer is the record as it is stored.
        let writer: RecordWriter?
        let tag: TagParts

        init(
            table: TableID, addresses: AttachmentAddresses?, writer: RecordWriter? = nil,
            tag: TagParts
        ) {
            self.table = table
            self.addresses = addresses
            self.writer = writer
            self.tag = tag
        }
    }

    /// Answers whose address ends with the number of a page, and that need no query's time.
    final class PageSeries: Sendable {
        let parameters: ListParameters
        let tag: TagParts

        init(parameters: ListParameters, tag: TagParts) {
            self.parameters = parameters
            self.tag = tag
        }
    }

    /// What the entity tags of a series are made of, but for the one part that differs.
    struct TagParts: Sendable {
        let before: [String]
        let after: [String]

        /// Everything, with that part.
        func all(_ part: String) -> [String] { before + [part] + after }
    }

    /// The ticket of an answer that sends a file.
    ///
    /// - Parameter end: until when the request may have it, in seconds since 1970; nil for ever.
    func with(_ file: AttachmentFiles.File, openUntil end: Int?) -> LaneTicket {
        var ticket = self
        ticket.file = file
        let knownUntil = Int(file.knownUntil.timeIntervalSince1970)
        ticket.validUntil = min(knownUntil, end ?? knownUntil)
        return ticket
    }
}

/// A ticket on its way from the responder to the connection's `FastLane`.
struct IssuedTicket: Sendable {
    let ticket: LaneTicket
    /// The id of the request that was answered, so that no ticket is taken for another's.
    let requestID: String
    /// The pattern of the route, for the log.
    let route: String
}
