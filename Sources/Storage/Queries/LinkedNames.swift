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
        private var statements: [TableID: (SQLiteStatement, PrimaryText)] = [:]
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
            if let (statement, primary) = statements[table] {
                return try Self.read(id, statement, primary)
            }
            asked.insert(table)
            guard let stored = tables.first(where: { $0.id == table }),
                let primary = PrimaryText(stored, connection)
            else {
                known[table] = [:]
                return nil
            }
            if let shared, stored.recordCount <= StorageLimits.namesPerTable {
                known[table] = try shared.names(of: stored, primary, connection)
                return known[table]?[id]
            }
            let statement = try SQLiteStatement(
                connection,
                """
                SELECT \(primary.columns) FROM \(stored.bodiesName) AS b
                JOIN \(stored.quotedSQLName) AS t ON t.aircache_key = b.key WHERE b.id = ?
                """)
            statements[table] = (statement, primary)
            return try Self.read(id, statement, primary)
        }

        private static func read(
            _ id: String, _ statement: SQLiteStatement, _ primary: PrimaryText
        ) throws -> String? {
            defer { statement.reset() }
            statement.bind(1, id)
            return try statement.step() ? try primary.text(statement, 0) : nil
        }
    }

    func reader(_ session: ReadSession) -> Reader {
        Reader(session.connection, session.contents.tables, shared: self)
    }

    private func names(
        of table: StoredTable, _ primary: PrimaryText, _ connection: SQLiteConnection
    ) throws -> [String: String] {
        if let known = tables.withLock({ $0[table.id] }), known.version == table.version {
            return known.byID
        }
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
