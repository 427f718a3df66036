public import AirtableAPI
import FoundationEssentials
import Synchronization

/// A base in memory: schema, records, and a revision that moves with each edit.
///
/// One lock guards everything; what is read together is of one state. Computed cells are plain
/// values here: the simulator does not compute them again after an edit.
public final class SimulatedBase: Sendable {
    /// States that are remembered at most; the oldest go first.
    public static let historyLimit = 100_000

    /// A field that was renamed, for listings that began before.
    struct Rename: Sendable {
        let revision: Int
        let table: TableID
        let oldName: String
        let newName: String
    }

    struct State: Sendable {
        var schema: BaseSchema
        var tables: [TableID: SimulatedTable]
        var revision = 0
        var history: [BaseState] = []
        var keepsHistory = false
        /// The records of a view in its order; a view that is not in it shows the whole table.
        var views: [ViewID: [RecordID]] = [:]
        var renames: [Rename] = []
        var random: SeededGenerator

        var baseState: BaseState {
            BaseState(revision: revision, tables: tables.mapValues(\.state))
        }
    }

    public let id: BaseID
    public let name: String
    let state: Mutex<State>

    /// - Parameters:
    ///   - records: by table, in any order; a table that is not in it is empty.
    ///   - seed: for the ids of what is created later.
    public init(
        id: BaseID, name: String, schema: BaseSchema, records: [TableID: [SimulatedRecord]] = [:],
        seed: UInt64 = 0
    ) {
        self.id = id
        self.name = name
        let tables = schema.tables.map { ($0.id, SimulatedTable(records: records[$0.id] ?? [])) }
        state = Mutex(
            State(
                schema: schema, tables: Dictionary(tables) { first, _ in first },
                random: SeededGenerator(seed: seed ^ 0x5EED)))
    }

    public var schema: BaseSchema { state.withLock(\.schema) }

    /// Moves with each edit, starting at 0.
    public var revision: Int { state.withLock(\.revision) }

    /// The revision and what is in each table, of one moment.
    public var baseState: BaseState { state.withLock(\.baseState) }

    public var recordCount: Int {
        state.withLock { $0.tables.values.reduce(0) { $0 + $1.records.count } }
    }

    /// The records of a table by ascending id; empty where there is no such table.
    public func records(_ table: TableID) -> [SimulatedRecord] {
        state.withLock { $0.tables[table]?.records ?? [] }
    }

    public func record(_ record: RecordID, in table: TableID) -> SimulatedRecord? {
        state.withLock { $0.tables[table]?.record(record) }
    }

    /// Gives a view an order and a choice of records; nil shows the whole table again.
    public func setRecords(_ records: [RecordID]?, of view: ViewID) {
        state.withLock { $0.views[view] = records }
    }

    // MARK: History

    /// Starts to remember every state from the present one on.
    public func keepHistory() {
        state.withLock { state in
            guard !state.keepsHistory else { return }
            state.keepsHistory = true
            state.history = [state.baseState]
        }
    }

    /// The states since `keepHistory()`, oldest first.
    public var history: [BaseState] { state.withLock(\.history) }

    /// The revisions at which a table was in that state; empty when it never was.
    public func revisions(of table: TableID, in tableState: TableState) -> [Int] {
        history.filter { $0.tables[table] == tableState }.map(\.revision)
    }
}

extension SimulatedBase.State {
    /// Ends an edit: the revision moves, and the state is remembered where that is wanted.
    mutating func commit() {
        revision += 1
        guard keepsHistory else { return }
        if history.count >= SimulatedBase.historyLimit { history.removeFirst() }
        history.append(baseState)
    }

    func tableSchema(_ idOrName: String) throws(SimulatorError) -> TableSchema {
        guard let table = schema.table(idOrName: idOrName) else {
            throw SimulatorError(
                .notFound, "There is no table \"\(idOrName)\" in the base.",
                hint: "Give one of: \(schema.tables.map(\.name).joined(separator: ", ")).")
        }
        return table
    }

    /// Changes the schema of one table.
    mutating func changeSchema(of table: TableID, _ change: (inout TableSchema) -> Void) {
        guard let index = schema.tables.firstIndex(where: { $0.id == table }) else { return }
        change(&schema.tables[index])
    }
}
