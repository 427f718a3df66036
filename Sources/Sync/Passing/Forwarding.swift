package import AirtableAPI
import AirtableClient
import Logging

/// A request of a client for what the copy does not answer.
package struct ForwardRequest: Sendable {
    /// Such as `GET`.
    package var method: String
    /// The path below `/v0` as it came, percent-encoded, without query.
    package var path: String
    /// The query as it came, without question mark.
    package var query: String?
    package var contentType: String?
    package var body: [UInt8]
    /// Whether the client has the right to change something in Airtable.
    package var mayWrite: Bool

    package init(
        method: String, path: String, query: String? = nil, contentType: String? = nil,
        body: [UInt8] = [], mayWrite: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.contentType = contentType
        self.body = body
        self.mayWrite = mayWrite
    }
}

/// Passes requests on to Airtable, for the bases that are kept here alone.
///
/// Our clients' tokens and headers stay here; Airtable gets its own token, the content type and the
/// body. Its answer is passed on as it came.
package struct Forwarding: Sendable {
    let engine: SyncEngine

    /// Whether questions that the copy cannot answer may be passed on.
    package var isOn: Bool { engine.settings.forwardsQuestions }

    /// Asks Airtable.
    ///
    /// Questions go in the interactive lane of the base and are tried again for some seconds where
    /// Airtable is busy; what changes something goes in the write lane and is sent once.
    ///
    /// - Throws: `PassingError`, whose `answer` says it in Airtable's words; `CancellationError`.
    package func forward(
        _ request: ForwardRequest, base: BaseID
    ) async throws -> AirtableAnswer {
        guard isOn else { throw PassingError.forwardingOff }
        guard engine.bases.contains(base) else { throw PassingError.unknownBase }
        let path = try PassedPath(request.path, base: base)
        // Writes of records have a way of their own, which keeps the copy right.
        if let write = WriteRequest(request, path) {
            guard request.mayWrite else { throw PassingError.writesOff }
            return try await engine.writes.write(write, base: base)
        }
        let isQuestion = request.isQuestion(path)
        // Who may not write has no business with a base's webhooks: they tell of every change.
        if !isQuestion || path.area == .webhooks, !request.mayWrite || !engine.settings.takesWrites
        {
            throw PassingError.writesOff
        }
        let outgoing = try request.outgoing(path, base)
        let airtable = engine.airtable.with(priority: isQuestion ? .interactive : .write)
        do {
            let answer = AirtableAnswer(
                try await airtable.pass(outgoing, base: base, isRepeatable: isQuestion))
            if !isQuestion, answer.isSuccess { await engine.changedElsewhere(path, base) }
            return answer
        } catch let error as AirtableClientError {
            throw PassingError(error, isWrite: !isQuestion)
        }
    }
}

extension ForwardRequest {
    /// Whether it only reads.
    func isQuestion(_ path: PassedPath) -> Bool {
        if method == "GET" || method == "HEAD" { return true }
        return method == "POST" && path.area == .records && path.segments.count == 2
            && path.segments[1] == "listRecords"
    }

    func outgoing(_ path: PassedPath, _ base: BaseID) throws(PassingError) -> AirtableRequest {
        guard body.count <= SyncLimits.passedBytes else { throw PassingError.tooLarge }
        let text = path.text(base)
        let query = try AirtableRequest.passedQuery(query, path: text)
        guard
            let request = AirtableRequest(
                method: method, path: text + query,
                contentType: body.isEmpty ? nil : contentType ?? AirtableAnswer.json, body: body,
                service: path.isUpload ? .content : .api)
        else { throw PassingError(.badPath, "The method is none of HTTP's.") }
        return request
    }
}

extension PassingError {
    static let forwardingOff = PassingError(
        .forwardingOff, "Requests are not passed on to Airtable here.",
        hint: "Set AIRCACHE_FORWARD=auto.")
    static let writesOff = PassingError(
        .writesOff, "Writes are not taken here, or not from this client.",
        hint: "See AIRCACHE_WRITES.")
    static let tooLarge = PassingError(
        .tooLarge, "The body has more than \(SyncLimits.passedBytes) bytes.")
}
