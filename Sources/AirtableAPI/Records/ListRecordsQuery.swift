/// The parameters of a listing of records, for GET and for POST `listRecords`.
///
/// Values are held as Airtable names them; what is nil or empty is not sent. The rules on ranges
/// are Airtable's and are checked by whoever answers.
public struct ListRecordsQuery: Hashable, Sendable {
    public struct Sort: Hashable, Sendable {
        public enum Direction: String, Sendable {
            case ascending = "asc"
            case descending = "desc"
        }

        /// A field's id or name.
        public var field: String
        public var direction: Direction

        public init(field: String, direction: Direction = .ascending) {
            self.field = field
            self.direction = direction
        }
    }

    public enum CellFormat: String, Sendable {
        case json
        case string
    }

    /// Ids or names of the fields to return; empty means all.
    public var fields: [String] = []
    public var filterByFormula: String?
    /// Over all pages together.
    public var maxRecords: Int?
    /// 1 to 100; Airtable's default is 100.
    public var pageSize: Int?
    public var sort: [Sort] = []
    /// A view's id or name.
    public var view: String?
    public var cellFormat: CellFormat?
    public var timeZone: String?
    public var userLocale: String?
    public var returnFieldsByFieldID = false
    /// Airtable knows only `commentCount`.
    public var recordMetadata: [String] = []
    /// Where the page begins, from the answer before.
    public var offset: String?

    public init() {}
}

/// A list parameter that cannot be read; Airtable answers 422 `INVALID_REQUEST_UNKNOWN`.
public struct InvalidParameter: Error, Hashable, Sendable {
    public let name: String
    /// What the parameter takes, in words.
    public let expected: String

    public init(_ name: String, expected: String) {
        self.name = name
        self.expected = expected
    }
}
