import AirtableAPI
import HTTPTypes
import Synchronization

/// `/v0/{base}/{table}/{record}/comments[/{comment}]`. Comments move no revision, and no webhook
/// tells of them.
extension SimulatedAirtable {
    /// Comments in one answer, at most.
    private static let commentsPerPage = 100

    func comments(
        _ call: CommentCall, _ request: AirtableRequest, _ route: Route, _ base: SimulatedBase,
        _ token: AccessToken, table: String
    ) throws(Refusal) -> AirtableResponse {
        let now = AirtableTime.text(wallNow())
        let json: JSONValue
        switch call {
        case .list:
            let (size, offset) = try commentPage(route)
            json = try base.withComments(of: call.record, in: table) {
                (comments, _) throws(Refusal) in
                try Self.page(comments, size: size, offset: offset)
            }
        case .create:
            let body = try request.jsonObject()
            let text = try Self.text(body)
            let parent = body["parentCommentId"]?.string
            json = try base.withComments(of: call.record, in: table) {
                (comments, random) throws(Refusal) in
                guard parent == nil || comments.contains(where: { $0.id == parent }) else {
                    throw Refusal(.notFound, .notFound)
                }
                let comment = SimulatedComment(
                    id: random.identifier("com"), author: token, createdTime: now, text: text,
                    parent: parent)
                comments.append(comment)
                return comment.json
            }
        case .update(_, let id):
            let text = try Self.text(request.jsonObject())
            json = try base.withComments(of: call.record, in: table) {
                (comments, _) throws(Refusal) in
                let index = try Self.own(id, token, comments)
                comments[index].text = text
                comments[index].lastUpdatedTime = now
                return comments[index].json
            }
        case .delete(_, let id):
            json = try base.withComments(of: call.record, in: table) {
                (comments, _) throws(Refusal) in
                comments.remove(at: try Self.own(id, token, comments))
                return ["id": .string(id), "deleted": true]
            }
        }
        return .json(json.bytes)
    }

    private func commentPage(_ route: Route) throws(Refusal) -> (size: Int, offset: String?) {
        guard let query = route.query,
            query.items.allSatisfy({ $0.name == "pageSize" || $0.name == "offset" }),
            let size = Int(query["pageSize"] ?? "\(Self.commentsPerPage)"),
            (1...Self.commentsPerPage).contains(size)
        else { throw .unprocessable(.invalidRequest) }
        return (size, query["offset"].flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Newest first; an offset is the id of the page's first comment.
    private static func page(
        _ comments: [SimulatedComment], size: Int, offset: String?
    ) throws(Refusal) -> JSONValue {
        let newest = Array(comments.reversed())
        var start = 0
        if let offset {
            guard let found = newest.firstIndex(where: { $0.id == offset }) else {
                throw .unprocessable(.invalidOffset(offset))
            }
            start = found
        }
        let end = min(start + size, newest.count)
        return [
            "comments": .array(newest[start..<end].map(\.json)),
            "offset": end < newest.count ? .string(newest[end].id) : .null,
        ]
    }

    private static func text(_ body: JSONObject) throws(Refusal) -> String {
        guard let text = body["text"]?.string, !text.isEmpty else {
            throw .unprocessable(.invalidRequest)
        }
        return text
    }

    /// People change and delete only their own comments.
    private static func own(
        _ id: String, _ token: AccessToken, _ comments: [SimulatedComment]
    ) throws(Refusal) -> Int {
        guard let index = comments.firstIndex(where: { $0.id == id }) else {
            throw Refusal(.notFound, .notFound)
        }
        guard comments[index].author.user == token.user else {
            throw Refusal(.forbidden, .notPermitted)
        }
        return index
    }
}

extension SimulatedBase {
    /// Reads or changes the comments of one record, oldest first.
    fileprivate func withComments(
        of id: String, in table: String,
        _ body: (inout [SimulatedComment], inout SeededGenerator) throws(Refusal) -> JSONValue
    ) throws(Refusal) -> JSONValue {
        let result: Result<JSONValue, Refusal> = state.withLock { state in
            guard let table = state.schema.table(idOrName: table)?.id else {
                return .failure(Refusal(.forbidden, .invalidPermissionsOrModelNotFound))
            }
            guard state.tables[table]?.record(RecordID(id)) != nil else {
                return .failure(
                    Refusal(.notFound, RecordID.isWellFormed(id) ? .recordNotFound : .notFound))
            }
            var comments = state.comments[RecordID(id)] ?? []
            do throws(Refusal) {
                let json = try body(&comments, &state.random)
                state.comments[RecordID(id)] = comments.isEmpty ? nil : comments
                return .success(json)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
