public import AirtableAPI
import FoundationEssentials
import Synchronization

/// A base in memory: schema, records, and a revision that moves with each edit.
///
/// One lock guards everything; what is read together is of one state. A computed cell stays as it was
/// loaded until an edit changes one of its sources.
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
        var schema: BaseSchema { didSet { computedFields = nil } }
        var tables: [TableID: SimulatedTable]
        var revision = 0
        var history: [BaseState] = []
        var keepsHistory = false
        /// What views show; one that is not in it shows the whole table.
        var views: [ViewID: SimulatedView] = [:]
        var renames: [Rename] = []
        /// The comments of records, oldest first. A record without any is not in it.
        var comments: [RecordID: [SimulatedComment]] = [:]
        var random: SeededGenerator
        /// When records were last changed by other than computation; those that never were are
        /// not in it.
        var lastModified: [TableID: [RecordID: Date]] = [:]
        /// The fields that are computed, made from the schema when they are needed.
        var computedFields: [ComputedField]?
        /// What the edit under way touched so far.
        var edit = Edit()
        var editSource = "client"
        var webhooks: [SimulatedWebhook] = []
        var webhookSettings = WebhookSettings()
        var webhookRandom: SeededGenerator
        var wallNow: @Sendable () -> Date = { Date() }
        /// Called when a notification is due.
        var wake: @Sendable () -> Void = {}

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
                random: SeededGenerator(seed: seed ^ 0x5EED),
                webhookRandom: SeededGenerator(seed: seed ^ 0xAC4)))
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
    /// Ends an edit: cells are computed, the revision moves, webhooks are told, and the state is
    /// remembered where that is wanted.
    ///
    /// - Parameter source: where the edit comes from, if not from where edits come usually.
    mutating func commit(source: String? = nil) {
        let usualSource = editSource
        defer { editSource = usualSource }
        editSource = source ?? usualSource
        revision += 1
        let now = wallNow()
        let made = edit
        markModified(made, at: now)
        if webhookSettings.hasComputedPayloads {
            emitPayloads(of: made, at: now)
            edit = Edit()
            compute(after: made, at: now)
            emitPayloads(of: edit, at: now)
        } else {
            compute(after: made, at: now)
            emitPayloads(of: edit, at: now)
        }
        edit = Edit()
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

    /// Puts a record in place of the one with its id, or adds it, as a part of the present edit.
    mutating func put(_ record: SimulatedRecord, in table: TableID) {
        note(record.id, of: table)
        tables[table]?.put(record)
    }

    mutating func remove(_ record: RecordID, of table: TableID) {
        note(record, of: table)
        tables[table]?.remove(record)
    }

    private mutating func note(_ record: RecordID, of table: TableID) {
        if edit.records[table]?[record] == nil {
            edit.records[table, default: [:]][record] = .some(tables[table]?.record(record))
        }
    }

    private mutating func markModified(_ edit: Edit, at now: Date) {
        for (table, records) in edit.records {
            for id in records.keys {
                let isThere = tables[table]?.record(id) != nil
                lastModified[table, default: [:]][id] = isThere ? now : nil
            }
        }
    }

    /// Says that the schema is about to change.
    mutating func noteSchema() {
        if edit.schema == nil { edit.schema = schema }
    }

    /// Changes the schema of one table.
    mutating func changeSchema(of table: TableID, _ change: (inout TableSchema) -> Void) {
        noteSchema()
        guard let index = schema.tables.firstIndex(where: { $0.id == table }) else { return }
        change(&schema.tables[index])
    }
}
