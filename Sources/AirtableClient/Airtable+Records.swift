package import AirtableAPI
import HTTPTypes

extension Airtable {
    /// The pages of a table, from the first on.
    ///
    /// - Parameter query: its `offset` is ignored.
    package func recordPages(
        base: BaseID, table: TableID, query: ListRecordsQuery = ListRecordsQuery()
    ) -> RecordPages {
        RecordPages(airtable: self, base: base, table: table, query: query)
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

    func recordPage(
        base: BaseID, table: TableID, query: ListRecordsQuery
    ) async throws -> RecordPage {
        try await answer(
            Self.listRequest(base: base, table: table, query: query), lane: .base(base),
            what: "the records of table \(table) of base \(base)"
        ) { try RecordPage(parsing: $0) }
    }

    /// A GET, or a POST `listRecords` where the URL would reach Airtable's limit. The host is
    /// counted with the longest that is likely, since the transport alone knows it.
    static func listRequest(
        base: BaseID, table: TableID, query: ListRecordsQuery
    ) -> AirtableRequest {
        let text = query.queryString.text
        let path = Self.path(base, table) + (text.isEmpty ? "" : "?" + text)
        if path.utf8.count + hostAllowance < AirtableLimits.urlLength {
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
