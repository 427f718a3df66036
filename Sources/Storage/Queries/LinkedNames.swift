import AirtableAPI
import FormulaLanguage
import Synchronization

/// The names of records that others link to: the texts of their primary fields.
///
/// A generation keeps the names of small tables in memory, each for one version of the table; those
/// of large ones are read one by one, at some microseconds each.
final class LinkedNames: Sendable {
    private struct Names: Sendable {
        let version: Int64
        let byID: [String: String]
    }

    private let tables = Mutex<[TableID: Names]>([:])

    /// The names as one transaction sees them.
    final class Reader {
        let connection: SQLiteConnection
        private let tables: [StoredTable]
        private let shared: LinkedNames?
        private var known: [TableID: [String: String]] = [:]
        private var singles: [TableID: Single] = [:]

        /// How names of a table are read one by one, and how many were.
        private struct Single {
            let table: StoredTable
            let statement: SQLiteStatement
            let primary: PrimaryText
            var count = 0
        }

        /// The tables that were asked for.
        private(set) var asked: Set<TableID> = []

        /// - Parameters:
        ///   - tables: those that the connection sees.
        ///   - shared: what keeps names in memory; nil to read each where it stands.
        init(_ connection: SQLiteConnection, _ tables: [StoredTable], shared: LinkedNames?) {
            self.connection = connection
            self.tables = tables
            self.shared = shared
        }

        /// - Returns: nil for a record that is not there; the empty text for one without a name.
        func name(of id: String, in table: TableID) throws -> String? {
            if let names = known[table] { return names[id] }
            if singles[table] != nil { return try read(id, table) }
            asked.insert(table)
            guard let stored = tables.first(where: { $0.id == table }),
                let primary = PrimaryText(stored, connection)
            else {
                known[table] = [:]
                return nil
            }
            if let names = shared?.known(stored) {
                known[table] = names
                return names[id]
            }
            let statement = try SQLiteStatement(
                connection,
                """
                SELECT \(primary.columns) FROM \(stored.bodiesName) AS b
                JOIN \(stored.quotedSQLName) AS t ON t.aircache_key = b.key WHERE b.id = ?
                """)
            singles[table] = Single(table: stored, statement: statement, primary: primary)
            return try read(id, table)
        }

        /// Reads a name where it stands; after many of them all names of the table at once.
        private func read(_ id: String, _ table: TableID) throws -> String? {
            guard var single = singles[table] else { return nil }
            single.count += 1
            singles[table] = single
            if let shared, single.count > StorageLimits.singleNames,
                single.table.recordCount <= StorageLimits.namesPerTable
            {
                let names = try shared.names(of: single.table, single.primary, connection)
                known[table] = names
                return names[id]
            }
            defer { single.statement.reset() }
            single.statement.bind(1, id)
            guard try single.statement.step() else { return nil }
            return try single.primary.text(single.statement, 0)
        }
    }

    /// The names of a table, where they are in memory.
    private func known(_ table: StoredTable) -> [String: String]? {
        guard let names = tables.withLock({ $0[table.id] }), names.version == table.version else {
            return nil
        }
        return names.byID
    }

    func reader(_ session: ReadSession) -> Reader {
        Reader(session.connection, session.contents.tables, shared: self)
    }

    private func names(
        of table: StoredTable, _ primary: PrimaryText, _ connection: SQLiteConnection
    ) throws -> [String: String] {
        if let known = known(table) { return known }
        let rows = try SQLiteStatement(
            connection, "SELECT t.id, \(primary.columns) FROM \(table.quotedSQLName) AS t")
        var byID: [String: String] = [:]
        byID.reserveCapacity(table.recordCount)
        while try rows.step() { byID[rows.text(0) ?? ""] = try primary.text(rows, 1) }
        keep(Names(version: table.version, byID: byID), table.id)
        return byID
    }

    private func keep(_ names: Names, _ id: TableID) {
        tables.withLock { tables in
            if let known = tables[id], known.version > names.version { return }
            tables[id] = nil
            while tables.values.reduce(names.byID.count, { $0 + $1.byID.count })
                > StorageLimits.namesPerGeneration, let other = tables.keys.first
            {
                tables[other] = nil
            }
            tables[id] = names
        }
    }
}

/// The primary field of a table, and its cells as texts.
struct PrimaryText {
    /// The field's column and the record's key.
    let columns: String
    private let field: StoredField
    private let bodies: BodyCells
    /// Nil where the column has the text itself.
    private let format: CellTextFormat?

    /// - Returns: nil for a table without its primary field.
    init?(_ table: StoredTable, _ connection: SQLiteConnection) {
        guard let field = table.fields.first(where: { $0.id == table.schema.primaryFieldID })
        else { return nil }
        self.field = field
        bodies = BodyCells(table, connection)
        let configuration = field.schema.configuration
        let isText = ColumnType(configuration) == .text && configuration.result == nil
        format =
            isText && field.sortKind == .function ? nil : CellText().format(for: configuration)
        columns = "t.\(SQLIdentifier.quoted(field.columnName)), t.aircache_key"
    }

    /// - Parameter index: the first of `columns` in the row.
    func text(_ row: SQLiteStatement, _ index: Int32) throws -> String {
        let cell: JSONValue
        switch row.value(index) {
        case .null, .blob: return ""
        case .integer(let number): cell = .number(JSONNumber(literal: String(number)))
        case .real(let number):
            guard number.isFinite else { return "\(number)" }
            cell = .number(JSONNumber(number))
        case .text(let text):
            guard format != nil else { return text }
            cell = try value(text, row.integer(index + 1))
        }
        return format?.text(of: cell) { _ in nil } ?? ""
    }

    private func value(_ text: String, _ key: Int64) throws -> JSONValue {
        guard let json = BodyCells.json(text.utf8) else { return .string(text) }
        return field.holdsTextOrJSON ? try bodies.cell(field, of: key) ?? .null : json
    }
}
