import AirtableAPI
import HTTPTypes
import NIOCore

/// What a route answers, before the habits of HTTP are applied: conditions, coding, HEAD, CORS.
struct Answer: Sendable {
    enum Body: Sendable {
        case none
        case bytes(ByteBuffer)
        case export(RecordExport)
        case events(EventStream)
        /// A file or a part of it, sent as it is.
        case file(FileBody)
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: Body
    /// How long its bytes may be sent again; nil where each request is answered anew.
    var ticket: LaneTicket?

    init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body = .none) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Whether it takes room until the client has taken it.
    func isLarge(_ limits: HTTPLimits) -> Bool {
        switch body {
        case .bytes(let bytes): bytes.readableBytes > limits.unsentBytes
        case .export: true
        case .none, .events, .file: false
        }
    }

    func with(_ ticket: LaneTicket?) -> Answer {
        var answer = self
        answer.ticket = ticket
        return answer
    }

    /// An answer that describes the instance and must be asked for again each time.
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.contentType] = MediaType.json
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        return Answer(
            status: status, headers: headers, body: .bytes(ByteBuffer(bytes: value.bytes)))
    }
}

/// The media types of our answers.
enum MediaType {
    static let json = "application/json; charset=utf-8"
    static let problem = "application/problem+json; charset=utf-8"
    static let csv = "text/csv; charset=utf-8; header=present"
    static let eventStream = "text/event-stream; charset=utf-8"
    static let ndjson = "application/x-ndjson; charset=utf-8"
}
