/// The records of a view as Airtable listed them: which, and in what order.
///
/// Its identity stands for its contents in caches of this process: make one for each list that was
/// read, and keep it.
package final class ViewRecords: Sendable {
    /// The view's id.
    package let view: String
    package let records: [String]

    package init(view: String, records: [String]) {
        self.view = view
        self.records = records
    }
}
