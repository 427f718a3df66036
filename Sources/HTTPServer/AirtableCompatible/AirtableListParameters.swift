import AirtableAPI
import HTTPTypes
import Storage

/// Reads the parameters of a listing from a GET's query or a POST's body, as Airtable does.
enum AirtableListParameters {
    /// Names that Airtable takes and that change nothing for us.
    static let ignored: Set<String> = ["includeDateDependencyMetadata"]
    /// The parameters of a single record. `fields[]` is none of them.
    static let ofRecord: Set<String> = [
        "cellFormat", "timeZone", "userLocale", "returnFieldsByFieldId",
    ]

    /// - Throws: 422 for an unknown parameter or a value of the wrong kind.
    static func query(_ query: QueryString) throws(AirtableErrorBody) -> ListRecordsQuery {
        let (parameters, unknown) = try read(query)
        guard unknown.allSatisfy(ignored.contains) else { throw .invalidRequest }
        try check(parameters)
        return parameters
    }

    /// - Parameter query: has time zone and locale, which Airtable reads there even for POST; what
    ///   else stands in it is of no effect.
    /// - Throws: `HTTPServerError.invalidBody` for what is no JSON, else Airtable's 422.
    static func body(_ bytes: [UInt8], query: QueryString) throws -> ListRecordsQuery {
        guard let json = try? JSONValue(parsing: bytes) else {
            throw HTTPServerError(
                .invalidBody, "The body is no JSON.", hint: "Send an object with parameters.")
        }
        guard json.object != nil else { throw AirtableErrorBody.invalidRequestBody }
        guard var parameters = try? ListRecordsQuery(json: json) else {
            throw AirtableErrorBody.invalidRequest
        }
        let places = query.items.filter { $0.name == "timeZone" || $0.name == "userLocale" }
        let locale = try read(QueryString(places)).0
        parameters.timeZone = locale.timeZone
        parameters.userLocale = locale.userLocale
        try check(parameters)
        return parameters
    }

    /// Reads the parameters of a single record.
    static func record(_ query: QueryString) throws(AirtableErrorBody) -> ListRecordsQuery {
        guard query.items.allSatisfy({ ofRecord.contains($0.name) }) else {
            throw .invalidRequest
        }
        let parameters = try read(query).0
        try check(parameters)
        return parameters
    }

    private static func read(
        _ query: QueryString
    ) throws(AirtableErrorBody) -> (ListRecordsQuery, unknown: [String]) {
        var unknown: [String] = []
        do {
            return (try ListRecordsQuery(queryString: query, unknown: &unknown), unknown)
        } catch {
            throw .invalidRequest
        }
    }

    /// The rules on ranges, and on what belongs together.
    private static func check(_ parameters: ListRecordsQuery) throws(AirtableErrorBody) {
        let isString = parameters.cellFormat == .string
        guard (1...AirtableLimits.recordsPerPage).contains(parameters.pageSize ?? 1),
            parameters.maxRecords ?? 1 > 0,
            parameters.recordMetadata.allSatisfy({ $0 == "commentCount" }),
            !isString || (parameters.timeZone != nil && parameters.userLocale != nil)
        else { throw .invalidRequest }
    }
}
