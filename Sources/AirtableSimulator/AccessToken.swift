public import AirtableAPI

/// A personal access token and what it may see.
public struct AccessToken: Sendable, Hashable {
    /// The token itself, as it stands in the `Authorization` header.
    public var text: String
    /// The bases that it is granted; nil for all of them.
    public var bases: Set<BaseID>?
    public var user: UserID
    /// Told by whoami when the token has the scope `user.email:read`.
    public var email: String?
    /// Whether it has the scope `webhook:manage` and its user the creator role.
    public var managesWebhooks: Bool
    /// Whether it has the scopes to write records and comments, and its user the editor role.
    public var writesRecords: Bool

    public init(
        _ text: String, bases: Set<BaseID>? = nil, user: UserID = UserID("usrSimulatedUser1"),
        email: String? = nil, managesWebhooks: Bool = true, writesRecords: Bool = true
    ) {
        self.text = text
        self.bases = bases
        self.user = user
        self.email = email
        self.managesWebhooks = managesWebhooks
        self.writesRecords = writesRecords
    }

    func grants(_ base: BaseID) -> Bool { bases?.contains(base) ?? true }
}
