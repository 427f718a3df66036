package import AirtableAPI
import HTTPTypes

extension Airtable {
    /// The pages of a table, from the first on.
    ///
    /// - Parameters:
    ///   - query: its `offset` is ignored.
    ///   - expectedRecords: how many there probably are. Of several listings of a base the longest
    ///     goes first.
    package func recordPages(
        base: BaseID, table: TableID, query: ListRecordsQuery = ListRecordsQuery(),
        expectedRecords: Int? = nil
    ) -> RecordPages {
        RecordPages(
            airtable: self, base: base, table: table, query: query,
            expectedRecords: expectedRecords)
    }

    /// One record, as a page of one.
    package func record(
        base: BaseID, table: TableID, record: RecordID
    ) async throws -> RecordPage {
        let path = Self.path(base, table) + "/" + QueryString.encode(record.rawValue)
        return try await answer(
            AirtableRequest(path: path), lane: .base(base),
            what: "record \(record) of table \(table) of base \(base)"
        ) { try RecordPage(parsingRecord: $0) }
    }

    /// The records with these ids as they are now, in batches of a hundred.
    ///
    /// A record that no longer exists is missing in the answer; nothing says so. Batches are asked
    /// for in parallel, within the rate limit.
    ///
    /// - Returns: pages in the order of `ids`, batch by batch; the order within a batch is
    ///   Airtable's.
    package func records(
        base: BaseID, table: TableID, ids: [RecordID]
    ) async throws -> [RecordPage] {
        let size = AirtableClientLimits.recordsPerFetch
        let batches = stride(from: 0, to: ids.count, by: size).map {
            Array(ids[$0..<min($0 + size, ids.count)])
        }
        var answers = [[RecordPage]](repeating: [], count: batches.count)
        try await withThrowingTaskGroup(of: (Int, [RecordPage]).self) { group in
            for (index, batch) in batches.enumerated() {
                if index >= AirtableClientLimits.fetchesAtOnce,
                    let (done, pages) = try await group.next()
                {
                    answers[done] = pages
                }
                group.addTask {
                    (index, try await self.batch(of: batch, base: base, table: table))
                }
            }
            for try await (done, pages) in group { answers[done] = pages }
        }
        return answers.flatMap { $0 }
    }

    private func batch(
        of ids: [RecordID], base: BaseID, table: TableID
    ) async throws -> [RecordPage] {
        var query = ListRecordsQuery()
        query.filterByFormula = Self.formula(matching: ids)
        query.pageSize = AirtableLimits.recordsPerPage
        var listing = recordPages(base: base, table: table, query: query)
        listing.isPost = true
        return try await listing.all()
    }

    /// `OR(RECORD_ID()='recA',RECORD_ID()='recB')`
    static func formula(matching ids: [RecordID]) -> String {
        let terms = ids.map { id in
            let text = id.rawValue.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
            return "RECORD_ID()='\(text)'"
        }
        return "OR(\(terms.joined(separator: ",")))"
    }

    func recordPage(
        base: BaseID, table: TableID, query: ListRecordsQuery, urgency: Int, isPost: Bool = false
    ) async throws -> RecordPage {
        try await answer(
            Self.listRequest(base: base, table: table, query: query, isPost: isPost),
            lane: .base(base), listing: RateLimiter.Listing(table: table, urgency: urgency),
            what: "the records of table \(table) of base \(base)"
        ) { try RecordPage(parsing: $0) }
    }

    /// A GET, or a POST `listRecords` where that is wanted or where the URL would reach Airtable's
    /// limit. The host is counted with the longest that is likely, since the transport alone knows
    /// it.
    static func listRequest(
        base: BaseID, table: TableID, query: ListRecordsQuery, isPost: Bool = false
    ) -> AirtableRequest {
        let text = query.queryString.text
        let path = Self.path(base, table) + (text.isEmpty ? "" : "?" + text)
        if !isPost, path.utf8.count + hostAllowance < AirtableLimits.urlLength {
            return AirtableRequest(path: path)
        }
        // Airtable reads time zone and locale from the query even here.
        let locale = query.localeQueryString.text
        return AirtableRequest(
            method: .post,
            path: Self.path(base, table) + "/listRecords" + (locale.isEmpty ? "" : "?" + locale),
            headerFields: [.contentType: "application/json"], body: Array(query.json.text.utf8))
    }

    /// `https://` and a host name of DNS's greatest length with a port, in characters.
    private static let hostAllowance = 267

    private static func path(_ base: BaseID, _ table: TableID) -> String {
        "/v0/\(QueryString.encode(base.rawValue))/\(QueryString.encode(table.rawValue))"
    }
}
