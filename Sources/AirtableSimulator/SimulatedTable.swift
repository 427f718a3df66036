public import AirtableAPI

/// A table's records as a value: ascending by record id, which is the order in which Airtable was
/// seen to list them.
struct SimulatedTable: Sendable {
    private(set) var records: [SimulatedRecord]
    private(set) var digest: UInt64
    /// The number that the next record gets in an auto number field.
    var nextAutoNumber: Int

    /// - Parameter records: in any order; of two records with one id the first one counts.
    init(records: [SimulatedRecord]) {
        let isSorted = zip(records, records.dropFirst()).allSatisfy { $0.id < $1.id }
        let sorted = isSorted ? records : Self.sortedWithoutDoubles(records)
        self.records = sorted
        digest = sorted.reduce(TableDigest.empty) { $0 &+ $1.digest }
        nextAutoNumber = sorted.count + 1
    }

    private static func sortedWithoutDoubles(_ records: [SimulatedRecord]) -> [SimulatedRecord] {
        var ids: Set<RecordID> = []
        return records.filter { ids.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }

    /// Where the record is, or where it would be inserted.
    func position(of id: RecordID) -> (index: Int, isFound: Bool) {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return (low, low < records.count && records[low].id == id)
    }

    func record(_ id: RecordID) -> SimulatedRecord? {
        let (index, isFound) = position(of: id)
        return isFound ? records[index] : nil
    }

    /// Puts the record in place of the one with its id, or adds it.
    mutating func put(_ record: SimulatedRecord) {
        let (index, isFound) = position(of: record.id)
        if isFound {
            digest = digest &- records[index].digest
            records[index] = record
        } else {
            records.insert(record, at: index)
        }
        digest = digest &+ record.digest
    }

    @discardableResult
    mutating func remove(_ id: RecordID) -> SimulatedRecord? {
        let (index, isFound) = position(of: id)
        guard isFound else { return nil }
        digest = digest &- records[index].digest
        return records.remove(at: index)
    }

    /// Replaces every record by another one with the same id.
    mutating func replaceAll(_ change: (SimulatedRecord) -> SimulatedRecord) {
        records = records.map(change)
        digest = records.reduce(TableDigest.empty) { $0 &+ $1.digest }
    }

    var state: TableState { TableState(count: records.count, digest: digest) }
}

/// How many records a table has and what they hold, in two numbers.
public struct TableState: Hashable, Sendable {
    public var count: Int
    /// The sum of `TableDigest.value(ofRecord:)` over all records.
    public var digest: UInt64

    public init(count: Int, digest: UInt64) {
        self.count = count
        self.digest = digest
    }

    /// The state of a table with these records, each as the simulator sent it.
    public init(records: some Sequence<[UInt8]>) {
        self.init(count: 0, digest: TableDigest.empty)
        for record in records { add(record) }
    }

    /// Adds one more record, as the simulator sent it.
    public mutating func add(_ record: [UInt8]) {
        count += 1
        digest = digest &+ TableDigest.value(ofRecord: record)
    }
}

/// A state that a base had: after which edit, and what was in each table.
public struct BaseState: Hashable, Sendable {
    public var revision: Int
    public var tables: [TableID: TableState]
}
