/// The records of a view as Airtable listed them: which, and in what order.
package final class ViewRecords: Sendable {
    /// The view's id.
    package let view: String
    package let records: [String]
    /// Stands for the records and their order, in every process.
    package let digest: String

    package init(view: String, records: [String]) {
        self.view = view
        self.records = records
        digest = PageToken.digest(records.joined(separator: " ").utf8, 12)
    }
}
