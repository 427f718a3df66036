import AirtableAPI
import HTTPTypes
import Synchronization

/// `GET /v0/{base}/{table}` and `POST /v0/{base}/{table}/listRecords`.
extension SimulatedAirtable {
    func listRecords(
        _ request: AirtableRequest, _ route: Route, _ base: SimulatedBase, table: String,
        at now: Duration
    ) throws(Refusal) -> AirtableResponse {
        let query = try listQuery(request, route)
        let contents = base.state.withLock { TableContents($0, table: table) }
        guard let contents else { throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound) }
        let page = try ListPage(query, contents)
        guard let offset = query.offset else {
            let listing = ListIterators.Listing(
                base: base.id, table: contents.schema.id, revision: contents.revision,
                records: page.presentRecords(contents))
            return .json(render(page, listing, start: 0, iterator: nil, contents, at: now))
        }
        let (listing, start, iterator) = try resumed(offset, base, contents, at: now)
        return .json(
            render(page, listing, start: start, iterator: iterator, contents, at: now))
    }

    private func listQuery(
        _ request: AirtableRequest, _ route: Route
    ) throws(Refusal) -> ListRecordsQuery {
        guard let queryString = route.query else {
            throw Refusal(.unprocessableContent, .invalidRequest)
        }
        var unknown: [String] = []
        let query = try readable { () throws(InvalidParameter) in
            try ListRecordsQuery(queryString: queryString, unknown: &unknown)
        }
        guard request.method == .post else {
            guard unknown.allSatisfy({ $0 == "includeDateDependencyMetadata" }) else {
                throw Refusal(.unprocessableContent, .invalidRequest)
            }
            return query
        }
        guard let json = try? JSONValue(parsing: request.body) else {
            throw Refusal(.badRequest, .invalidRequestBody)
        }
        guard json.object != nil else {
            throw Refusal(.unprocessableContent, .invalidRequestBody)
        }
        // Time zone and locale are read from the query even here; unknown members are ignored.
        var body = try readable { () throws(InvalidParameter) in try ListRecordsQuery(json: json) }
        body.timeZone = query.timeZone
        body.userLocale = query.userLocale
        return body
    }

    private func readable(
        _ read: () throws(InvalidParameter) -> ListRecordsQuery
    ) throws(Refusal) -> ListRecordsQuery {
        do {
            return try read()
        } catch {
            throw Refusal(.unprocessableContent, .invalidRequest)
        }
    }

    private func resumed(
        _ offset: String, _ base: SimulatedBase, _ contents: TableContents, at now: Duration
    ) throws(Refusal) -> (ListIterators.Listing, Int, String) {
        guard let token = IteratorToken(offset) else {
            throw Refusal(.unprocessableContent, .invalidOffset(offset))
        }
        let resumed = state.withLock { state in
            state.iterators.resume(
                token.iterator, record: token.record, at: now,
                lifetime: state.limits.iteratorLifetime)
        }
        guard let resumed, resumed.listing.base == base.id,
            resumed.listing.table == contents.schema.id
        else { throw Refusal(.unprocessableContent, .iteratorNotAvailable) }
        return (resumed.listing, resumed.start, token.iterator)
    }

    private func render(
        _ page: ListPage, _ listing: ListIterators.Listing, start: Int, iterator: String?,
        _ contents: TableContents, at now: Duration
    ) -> [UInt8] {
        let limits = self.limits
        let isLive = limits.hasLiveListings
        let records = isLive ? page.presentRecords(contents) : listing.records
        let total = min(page.query.maxRecords ?? .max, records.count)
        let begin = min(start, total)
        let end = min(begin + page.size, total)
        var output: [UInt8] = []
        output += "{\"records\":[".utf8
        let writer = page.writer(
            contents, since: isLive ? contents.revision : listing.revision)
        for index in begin..<end {
            if index > begin { output.append(UInt8(ascii: ",")) }
            writer.write(records[index], to: &output)
        }
        output.append(UInt8(ascii: "]"))
        if end < total {
            let token = state.withLock { state in
                state.iterators.token(
                    iterator, listing, start: end, record: records[end].id, at: now,
                    limits: limits, random: &state.random)
            }
            output += ",\"offset\":\"\(token)\"".utf8
        }
        output.append(UInt8(ascii: "}"))
        return output
    }
}
