import NIOCore

/// An answer that goes by, on its way from the responder to the socket.
final class LaneRecording {
    let key: LaneKey
    let headers: LaneHeaders
    /// What the responder says of the answer.
    var issued: IssuedTicket?
    private var head: ByteBuffer?
    private var headTemplate: AnswerTemplate?
    private var body = ByteBuffer()
    /// Whether the answer went by as a whole, or need not be looked at any longer.
    private(set) var isOver = false

    init(_ key: LaneKey, _ headers: LaneHeaders) {
        self.key = key
        self.headers = headers
    }

    func add(_ part: IOData) {
        guard issued != nil, case .byteBuffer(var bytes) = part else {
            isOver = true
            issued = nil
            return
        }
        if let template = headTemplate {
            if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
            isOver = body.readableBytes >= expected(template) ?? 0
        } else {
            head = bytes
            headTemplate = template(isSeries: false)
            if let template = headTemplate, template.requestID == issued?.requestID {
                isOver = expected(template) ?? 0 == 0
            } else {
                issued = nil
                isOver = true
            }
        }
    }

    /// The answer as it went by; nil where it may not be sent again.
    var answer: (IssuedTicket, StoredAnswer)? {
        guard let issued, let template = headTemplate, let expected = expected(template),
            body.readableBytes == expected
        else { return nil }
        // What makes answers to other requests is the series' own, and may be large.
        var ticket = issued.ticket
        ticket.series = nil
        let stored = StoredAnswer(
            key, ticket: ticket, route: issued.route, template: template,
            body: body.compact())
        return (issued, stored)
    }

    func template(isSeries: Bool) -> AnswerTemplate? {
        head.flatMap { AnswerTemplate(head: $0.readableBytesView, isSeries: isSeries) }
    }

    /// Bytes of the body that are to go by; nil where the answer is for this request alone.
    private func expected(_ template: AnswerTemplate) -> Int? {
        guard issued?.ticket.file == nil else {
            // Who asked for a part and got the whole may get a part another time.
            return headers.wantsPart && template.status == 200 ? nil : 0
        }
        return template.status == 304 ? 0 : template.length ?? 0
    }
}

extension ByteBuffer {
    /// A copy without room to spare, where there is much of it; else the buffer itself.
    func compact() -> ByteBuffer {
        readableBytes * 2 > storageCapacity ? self : ByteBuffer(bytes: readableBytesView)
    }
}
