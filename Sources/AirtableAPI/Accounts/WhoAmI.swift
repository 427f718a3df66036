/// The answer of `GET /v0/meta/whoami`.
public struct WhoAmI: Hashable, Sendable {
    public var id: UserID
    /// Only with the scope `user.email:read`.
    public var email: String?
    /// Only for OAuth tokens; a personal access token does not tell its scopes.
    public var scopes: [String]?

    public init(id: UserID, email: String? = nil, scopes: [String]? = nil) {
        self.id = id
        self.email = email
        self.scopes = scopes
    }

    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard let id = json["id"]?.string else { throw WireFormatError("id") }
        self.init(
            id: UserID(id), email: json["email"]?.string,
            scopes: json["scopes"]?.array?.compactMap(\.string))
    }

    public var json: JSONValue {
        var object: JSONObject = ["id": .string(id.rawValue)]
        object["email"] = email.map(JSONValue.string)
        object["scopes"] = scopes.map { .array($0.map(JSONValue.string)) }
        return .object(object)
    }
}
