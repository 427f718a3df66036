package import AirtableAPI

extension Airtable {
    /// Whose token it is. Needs no scope.
    package func whoAmI() async throws -> WhoAmI {
        try await answer(
            AirtableRequest(path: "/v0/meta/whoami"), lane: .account, what: "the token's user"
        ) { try WhoAmI(parsing: $0) }
    }

    /// Every base that the token may see, from all pages.
    ///
    /// - Parameter base: the base for whose sake it is asked; the calls then count against its rate,
    ///   so that its sync makes no sixth call in a second.
    package func bases(for base: BaseID? = nil) async throws -> [BaseList.Base] {
        let lane = base.map { RateLimiter.Lane.base($0) } ?? .account
        var bases: [BaseList.Base] = []
        var offset: String?
        for _ in 1...AirtableClientLimits.pagesOfBases {
            var query = QueryString()
            if let offset { query.append("offset", offset) }
            let suffix = query.items.isEmpty ? "" : "?" + query.text
            let page = try await answer(
                AirtableRequest(path: "/v0/meta/bases" + suffix), lane: lane,
                what: "the list of bases"
            ) { try BaseList(parsing: $0) }
            bases += page.bases
            guard let next = page.offset, next != offset else { return bases }
            offset = next
        }
        return bases
    }

    /// A base's tables, fields and views, with the visible fields of grid views.
    package func baseSchema(_ base: BaseID) async throws -> BaseSchema {
        let path = "/v0/meta/bases/\(QueryString.encode(base.rawValue))/tables"
        return try await answer(
            AirtableRequest(path: path + "?include=visibleFieldIds"), lane: .base(base),
            what: "the schema of base \(base)"
        ) { try BaseSchema(parsing: $0) }
    }
}
