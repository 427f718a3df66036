public import AirtableAPI

/// What a view shows, and in which order. Airtable does not tell it: it shows only in listings.
///
/// What hides fields is in the schema, as `visibleFieldIDs`; listings return hidden fields too.
public struct SimulatedView: Sendable, Hashable {
    /// Only these records, in this order; nil for the whole table by ascending id.
    public var records: [RecordID]?
    /// A formula that a record must match to be shown.
    public var filterByFormula: String?
    /// Takes the place of the order of `records`.
    public var sort: [ListRecordsQuery.Sort]

    public init(
        records: [RecordID]? = nil, filterByFormula: String? = nil,
        sort: [ListRecordsQuery.Sort] = []
    ) {
        self.records = records
        self.filterByFormula = filterByFormula
        self.sort = sort
    }
}
