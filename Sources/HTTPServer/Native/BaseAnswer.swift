import AirtableAPI
import HTTPTypes
import NIOCore
import Storage

/// Answers that one generation determines as a whole, and that have an entity tag for that.
enum BaseAnswer {
    /// - Parameter body: is not called when the client has the answer by its tag.
    static func json(
        _ call: Call, _ body: (Snapshot) throws -> JSONValue
    ) throws -> Answer {
        let generation = try call.generation()
        let tag = EntityTag(
            generation: generation.number, version: generation.commit,
            parts: [call.base.rawValue] + call.target.segments)
        var headers = try call.freshness(of: generation)
        let ticket = call.ticket(generation, nil, nil)
        if let known = call.notModified(tag, matchesAny: false, headers: headers) {
            return known.with(ticket)
        }
        // `*` matches what exists, and that is known only once the body is.
        let value = try body(generation)
        if let known = call.notModified(tag, matchesAny: true, headers: headers) {
            return known.with(ticket)
        }
        headers[.eTag] = tag.text()
        headers[.contentType] = MediaType.json
        return Answer(headers: headers, body: .bytes(ByteBuffer(bytes: value.bytes))).with(ticket)
    }
}
