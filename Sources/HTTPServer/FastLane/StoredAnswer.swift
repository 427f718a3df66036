import NIOCore
import Storage
import Synchronization

/// An answer that may be sent again.
final class StoredAnswer: Sendable {
    let hash: UInt64
    private let target: [UInt8]
    private let headers: [UInt8]
    let ticket: LaneTicket
    let route: String
    let template: AnswerTemplate
    /// Empty where the ticket has a file: what is sent of it is for the request to say.
    let body: ByteBuffer
    /// Bytes that it takes in memory, about.
    let size: Int
    /// Uses since it was looked at last for letting it go, up to 3; see `ResponseCache`.
    let uses = Atomic<Int>(0)
    /// The stamp of the base at which it was found to hold.
    private let provenAt = Atomic<UInt64>(0)

    /// What an answer takes besides its bytes: the object, its place in the table and in a queue.
    private static let overhead = 320

    init(
        _ key: LaneKey, ticket: LaneTicket, route: String, template: AnswerTemplate,
        body: ByteBuffer
    ) {
        hash = key.hash
        target = key.target
        headers = key.headers
        self.ticket = ticket
        self.route = route
        self.template = template
        self.body = body
        size =
            key.target.count + key.headers.count + template.size + body.storageCapacity
            + (ticket.file?.bytes?.storageCapacity ?? 0) + Self.overhead
    }

    /// Whether it answers this request.
    func answers(_ target: UnsafeRawBufferPointer, _ headers: [UInt8]) -> Bool {
        target.count == self.target.count && target.begins(with: self.target)
            && headers == self.headers
    }

    /// Whether the base still is in the state that the answer followed from.
    func holds(_ base: LaneBase, at seconds: Int) -> Bool {
        if let end = ticket.validUntil, seconds >= end { return false }
        if provenAt.load(ordering: .relaxed) == base.stamp { return true }
        guard base.holds(ticket) else { return false }
        provenAt.store(base.stamp, ordering: .relaxed)
        return true
    }

    /// Notes that it was sent.
    func use() {
        let count = uses.load(ordering: .relaxed)
        // Two loops may count at once: one use less changes nothing.
        if count < 3 { uses.store(count + 1, ordering: .relaxed) }
    }
}

/// What a stored answer is found by.
struct LaneKey: Sendable {
    let hash: UInt64
    let target: [UInt8]
    let headers: [UInt8]

    init(_ target: UnsafeRawBufferPointer, _ headers: LaneHeaders) {
        hash = LaneHash.hash(target, headers.hash)
        self.target = Array(target)
        self.headers = headers.key
    }
}
