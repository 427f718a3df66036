import AirtableAPI
import HTTPTypes

extension SimulatedAirtable {
    /// `GET /v0/meta/bases`: the bases that the token was granted, 1,000 a page.
    func listBases(_ route: Route, _ token: AccessToken) throws(Refusal) -> AirtableResponse {
        guard let query = route.query else { throw Refusal(.unprocessableContent, .invalidRequest) }
        let granted = bases.filter { token.grants($0.id) }.sorted { $0.id < $1.id }
        var start = 0
        if let offset = query["offset"], !offset.isEmpty {
            guard let slash = offset.firstIndex(of: "/"), offset.hasPrefix("itr") else {
                throw Refusal(.unprocessableContent, .invalidOffset(offset))
            }
            let id = BaseID(String(offset[offset.index(after: slash)...]))
            start = granted.firstIndex { $0.id >= id } ?? granted.count
        }
        let end = min(start + AirtableLimits.basesPerPage, granted.count)
        let page = granted[start..<end].map {
            BaseList.Base(id: $0.id, name: $0.name, permissionLevel: "create")
        }
        let next = end < granted.count ? "itrListOfBases000/\(granted[end].id)" : nil
        return .json(BaseList(bases: page, offset: next).json.bytes)
    }

    /// `GET /v0/meta/bases/{base}/tables`: the schema; the visible fields of views only when asked.
    func baseSchema(_ route: Route, _ base: SimulatedBase) throws(Refusal) -> AirtableResponse {
        guard let query = route.query else { throw Refusal(.unprocessableContent, .invalidRequest) }
        let includes = query.items.filter { $0.name == "include" || $0.name == "include[]" }
        guard includes.allSatisfy({ $0.value == "visibleFieldIds" }) else {
            throw Refusal(.unprocessableContent, .invalidRequest)
        }
        var schema = base.schema
        if includes.isEmpty {
            for table in schema.tables.indices {
                for view in schema.tables[table].views.indices {
                    schema.tables[table].views[view].visibleFieldIDs = nil
                }
            }
        }
        return .json(schema.json.bytes)
    }
}
