import AirtableAPI
import FoundationEssentials

/// One transaction of a `GenerationWriter`, or of a rebuild that takes late changes.
final class ChangeEditing {
    let log: ChangeLog
    private(set) var schema: BaseSchema
    private(set) var changed: Set<TableID> = []
    private(set) var hasNewSchema = false
    private(set) var touched = TouchedRecords()
    private(set) var lastSequence: Int64
    let firstSequence: Int64
    private let connection: SQLiteConnection
    private let functions: RowFunctions
    private var orders: [StoredOrder]
    private let generation: Int
    private let commit: Int64
    private let now: Date
    private let before: GenerationContents
    private let keepsLog: Bool
    private var order: [TableID] = []
    private var editors: [TableID: TableEditor] = [:]

    /// - Parameters:
    ///   - functions: those of the connection.
    ///   - keepsLog: false for a standby, whose differences are logged when it is complete.
    init(
        _ connection: SQLiteConnection, _ functions: RowFunctions, _ contents: GenerationContents,
        generation: Int, commit: Int64, keepsLog: Bool = true, at now: Date
    ) throws(StorageError) {
        self.keepsLog = keepsLog
        self.connection = connection
        self.functions = functions
        self.generation = generation
        self.commit = commit
        self.now = now
        log = ChangeLog(connection)
        schema = contents.schema
        orders = try StoredOrder.all(connection, contents.tables)
        lastSequence = try log.lastSequence(floor: contents.logFloor)
        firstSequence = lastSequence
        before = contents
        makeEditors(contents.tables)
    }

    private func makeEditors(_ tables: [StoredTable]) {
        order = tables.map(\.id)
        let linked = Set(orders.compactMap(\.field.linkedTable))
        editors = [:]
        for table in tables {
            editors[table.id] = TableEditor(
                table, connection, namesCount: linked.contains(table.id))
        }
    }

    var hasChanged: Bool { hasNewSchema || !changed.isEmpty }

    var tables: [StoredTable] { order.compactMap { editors[$0]?.table } }

    /// Brings tables and columns to another schema.
    func adopt(_ schema: BaseSchema) throws {
        let edit = SchemaEdit(connection, from: before, to: schema)
        let (tables, changed) = try edit.run(generation: generation, commit: commit, at: now)
        let detail = SchemaDifference(old: before.schema, new: schema).detail
        self.schema = schema
        hasNewSchema = true
        self.changed.formUnion(changed)
        for order in orders {
            let item = FieldIndexes.Item(table: order.table.id, field: order.field.id)
            if !item.isKept(from: before.tables, to: tables) { try order.drop(connection) }
        }
        orders = try StoredOrder.all(connection, tables)
        makeEditors(tables)
        try record(.schemaChanged, detail: detail)
    }

    /// Brings the stored orders up to date, when all is applied.
    func keepOrders() throws {
        let keeping = OrderKeeping(
            connection: connection, functions: functions, tables: tables, orders: orders)
        try keeping.run(editors.mapValues(\.edits))
    }

    /// Puts and removes records of a table. One that the schema does not have is passed over: it
    /// went meanwhile.
    func apply(_ change: ChangeSet.Table, to table: TableID) throws {
        guard let editor = editors[table], !change.isEmpty else { return }
        let first = lastSequence
        var hasMoved = false
        let removed = Set(change.removed.map(\.rawValue))
        let newest = Self.newest(change.pages)
        var ordinal = 0
        for page in change.pages {
            for slice in page.records {
                defer { ordinal += 1 }
                let id = page.text(slice.id)
                guard newest[id] == ordinal, !removed.contains(id) else { continue }
                if try put(page, slice, id, editor) { hasMoved = true }
            }
        }
        var gone = removed.sorted()
        if change.isWhole {
            gone += try editor.ids().filter { newest[$0] == nil && !removed.contains($0) }
        }
        for id in gone {
            guard let old = try editor.remove(id) else { continue }
            hasMoved = true
            let cells = try JSONValue(parsing: old)["fields"] ?? [:]
            try record(.recordDeleted, table: table, id, detail: ["previous": cells])
        }
        if change.isWhole {
            touched.addAll(table)
        } else {
            touched.add(table, newest.keys)
            touched.add(table, gone)
        }
        guard hasMoved || lastSequence > first else { return }
        changed.insert(table)
        editor.moved(generation: generation, commit: commit, at: now)
    }

    /// Where each record stands last, counted over all pages.
    private static func newest(_ pages: [RecordPage]) -> [String: Int] {
        var newest: [String: Int] = [:]
        var ordinal = 0
        for page in pages {
            for slice in page.records {
                newest[page.text(slice.id)] = ordinal
                ordinal += 1
            }
        }
        return newest
    }

    private func put(
        _ page: RecordPage, _ slice: RecordPage.Slice, _ id: String, _ editor: TableEditor
    ) throws -> Bool {
        let outcome = try page.bytes.withUnsafeBufferPointer { try editor.put($0, slice) }
        switch outcome {
        case .unchanged: return false
        case .created: try record(.recordCreated, table: editor.table.id, id, detail: [:])
        case .replaced(let old):
            if let difference = try RecordDifference(from: old, to: Array(page.bytes[slice.whole]))
            {
                try record(
                    .recordUpdated, table: editor.table.id, id, detail: difference.detail)
            }
        }
        return true
    }

    private func record(
        _ kind: ChangeEntry.Kind, table: TableID? = nil, _ id: String? = nil, detail: JSONObject
    ) throws {
        guard keepsLog else { return }
        lastSequence += 1
        try log.append(
            kind, sequence: lastSequence, table: table, record: id, detail: detail, at: now)
    }
}

extension RecordDifference {
    var detail: JSONObject {
        ["fields": .array(fields.map(JSONValue.string)), "previous": .object(previous)]
    }
}
