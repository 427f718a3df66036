import AirtableAPI
import Storage

/// The records that link cells of a written record name: writing one side of a link changes the
/// other, and what is computed there.
struct LinkedRecords: Sendable {
    private let links: [(name: String, table: TableID)]
    private var ids: [TableID: Set<RecordID>] = [:]

    init(_ table: TableSchema) {
        links = table.fields.compactMap { field in
            guard case .links(let options) = field.options else { return nil }
            return (field.name, options.linkedTableID)
        }
    }

    /// Whether there is anything to look for.
    var isEmpty: Bool { links.isEmpty }

    /// Adds what a record's cells name, before or after the write.
    mutating func add(_ body: [UInt8]) throws {
        guard !links.isEmpty else { return }
        let cells = try JSONValue(parsing: body)["fields"]
        for (name, table) in links {
            for id in cells?[name]?.array ?? [] {
                if let id = id.string { ids[table, default: []].insert(RecordID(id)) }
            }
        }
    }

    /// The records by table, without those that were written themselves; nil for very many: reading
    /// them would cost more than a full sync.
    func others(than written: Set<RecordID>) -> [TableID: Set<RecordID>]? {
        let others = ids.mapValues { $0.subtracting(written) }.filter { !$0.value.isEmpty }
        let count = others.values.reduce(0) { $0 + $1.count }
        return count <= SyncLimits.linkedRecords ? others : nil
    }
}
