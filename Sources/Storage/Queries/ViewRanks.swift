/// Where records stand in a view: those that a sort finds equal keep that order, and those that do
/// not belong to the view have no place.
final class ViewRanks: RowFunction {
    private let view: ViewRecords
    private let table: StoredTable
    private let session: ReadSession
    /// Looked up when they are needed: a page whose keys are known needs none.
    private var ranks: [Int64: Int64]?

    init(_ view: ViewRecords, _ table: StoredTable, _ session: ReadSession) {
        self.view = view
        self.table = table
        self.session = session
    }

    /// - Returns: nil for a record that does not belong to the view.
    func rank(of key: Int64) throws -> Int64? {
        if let ranks { return ranks[key] }
        var found: [Int64: Int64] = [:]
        for (rank, id) in view.records.enumerated() {
            if let key = try session.key(of: id, in: table) { found[key] = Int64(rank) }
        }
        ranks = found
        return found[key]
    }

    /// - Returns: nil where the view does not list the record; one that is gone keeps its place.
    func rank(ofID id: String) -> Int64? {
        view.records.firstIndex(of: id).map { Int64($0) }
    }

    func result(of arguments: RowArguments) throws -> SQLValue {
        try rank(of: arguments.integer(0)).map { .integer($0) } ?? .null
    }
}
