import AirtableAPI
import HTTPTypes

/// A request about the comments of a record.
enum CommentCall: Sendable, Hashable {
    case list(record: String)
    case create(record: String)
    case update(record: String, comment: String)
    case delete(record: String, comment: String)

    /// - Parameter path: what follows `comments`.
    init?(_ method: HTTPRequest.Method, record: String, _ path: [String]) {
        switch (method, path.count) {
        case (.get, 0): self = .list(record: record)
        case (.post, 0): self = .create(record: record)
        case (.patch, 1): self = .update(record: record, comment: path[0])
        case (.delete, 1): self = .delete(record: record, comment: path[0])
        default: return nil
        }
    }

    var record: String {
        switch self {
        case .list(let record), .create(let record), .update(let record, _),
            .delete(let record, _):
            record
        }
    }
}

/// A comment on a record.
struct SimulatedComment: Sendable {
    let id: String
    let author: AccessToken
    let createdTime: String
    var text: String
    var lastUpdatedTime: String?
    var parent: String?

    /// As Airtable answers it. A user who is mentioned is known by id alone.
    var json: JSONValue {
        var author = self.author.collaborator
        // Airtable names an e-mail for every author.
        if author["email"] == nil { author["email"] = "user@airtable.example" }
        var object: JSONObject = [
            "id": .string(id), "text": .string(text), "createdTime": .string(createdTime),
            "lastUpdatedTime": lastUpdatedTime.map(JSONValue.string) ?? .null,
            "author": .object(author),
        ]
        object["parentCommentId"] = parent.map(JSONValue.string)
        let mentions = self.mentions
        if !mentions.isEmpty { object["mentioned"] = .object(mentions) }
        return .object(object)
    }

    /// Mentions stand in the text as `@[usr…]`, of groups as `@[ugp…]`.
    private var mentions: JSONObject {
        var mentioned = JSONObject()
        for match in text.matches(of: /@\[((?:usr|ugp)[0-9A-Za-z]{14})\]/) {
            let id = String(match.1)
            let isGroup = id.hasPrefix("ugp")
            var mention: JSONObject = [
                "type": isGroup ? "userGroup" : "user", "id": .string(id),
                "displayName": .string(id),
            ]
            if !isGroup { mention["email"] = .string("\(id)@airtable.example") }
            mentioned[id] = .object(mention)
        }
        return mentioned
    }
}
