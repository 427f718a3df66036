import AirtableAPI

/// The places of a table's records in the order of one field, stored in the file: for fields whose
/// columns SQLite does not sort as Airtable sorts the cells.
///
/// A place is the sort value of `SortFunction`, its beginning where that is long. Beside the places
/// of cells that show linked records stands which records these are, so that a new name finds the
/// cells that show it. Who changes how cells sort moves `GenerationTables.layout`.
struct StoredOrder {
    let table: StoredTable
    let field: StoredField

    init(_ field: StoredField, of table: StoredTable) {
        self.table = table
        self.field = field
    }

    /// Key and place of each record.
    var name: String { SQLIdentifier.quoted(Self.prefix + suffix) }
    /// Id of a linked record, and key of a record whose cell shows it or once did.
    var linksName: String { SQLIdentifier.quoted(Self.linksPrefix + suffix) }

    private static let prefix = "aircache_order_"
    private static let linksPrefix = "aircache_links_"
    private var suffix: String { "\(table.id)_\(field.id)" }
    private var column: String { "t." + SQLIdentifier.quoted(field.columnName) }

    /// Whether a place may be the beginning of a longer sort value.
    static func isCut(_ place: String) -> String {
        "typeof(\(place)) = 'blob' AND length(\(place)) >= \(StorageLimits.placeBytes)"
    }

    /// The orders that a file has, of the tables that it describes.
    static func all(
        _ connection: SQLiteConnection, _ tables: [StoredTable]
    ) throws(StorageError) -> [StoredOrder] {
        let rows = try connection.statement(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '\(prefix)*'")
        defer { rows.reset() }
        var orders: [StoredOrder] = []
        while try rows.step() {
            let parts = (rows.text(0) ?? "").dropFirst(prefix.count).split(separator: "_")
            guard parts.count == 2,
                let table = tables.first(where: { $0.id.rawValue == parts[0] }),
                let field = table.fields.first(where: { $0.id.rawValue == parts[1] })
            else { continue }
            orders.append(StoredOrder(field, of: table))
        }
        return orders
    }

    /// Makes the order, unless it is there.
    func make(
        _ connection: SQLiteConnection, _ tables: [StoredTable], _ functions: RowFunctions
    ) throws {
        let known = try Self.all(connection, tables)
        guard !known.contains(where: { $0.name == name }) else { return }
        try connection.execute("CREATE TABLE \(name) (key INTEGER PRIMARY KEY, place)")
        if field.linkedTable != nil {
            try connection.execute(
                """
                CREATE TABLE \(linksName) (id TEXT, key INTEGER, PRIMARY KEY (id, key))
                WITHOUT ROWID
                """)
        }
        let names = LinkedNames.Reader(connection, tables, shared: LinkedNames())
        try fill(connection, functions, names)
    }

    func drop(_ connection: SQLiteConnection) throws(StorageError) {
        try connection.execute(
            "DROP TABLE IF EXISTS \(name); DROP TABLE IF EXISTS \(linksName);")
    }

    /// Finds the places of all records anew.
    func refill(
        _ connection: SQLiteConnection, _ functions: RowFunctions, _ names: LinkedNames.Reader
    ) throws {
        try connection.execute("DELETE FROM \(name)")
        if field.linkedTable != nil { try connection.execute("DELETE FROM \(linksName)") }
        try fill(connection, functions, names)
    }

    private func fill(
        _ connection: SQLiteConnection, _ functions: RowFunctions, _ names: LinkedNames.Reader
    ) throws {
        try functions.with { make in
            let number = make(PlaceFunction(field, of: table, names: names))
            try connection.execute("INSERT INTO \(name) \(places(number))")
        }
        if field.linkedTable != nil { try connection.execute(links) }
    }

    /// Finds the places of some records anew; keys without a record lose theirs.
    func update(
        _ keys: Set<Int64>, _ connection: SQLiteConnection, _ functions: RowFunctions,
        _ names: LinkedNames.Reader
    ) throws {
        try functions.with { make in
            let number = make(PlaceFunction(field, of: table, names: names))
            let place = try connection.statement(
                """
                INSERT INTO \(name) \(places(number)) WHERE t.aircache_key = ?
                ON CONFLICT (key) DO UPDATE SET place = excluded.place
                    WHERE place IS NOT excluded.place
                """)
            let gone = try connection.statement(
                """
                DELETE FROM \(name) WHERE key = ? AND NOT EXISTS
                    (SELECT 1 FROM \(table.quotedSQLName) WHERE aircache_key = key)
                """)
            let link = try field.linkedTable.map { _ in
                try connection.statement(links + " AND t.aircache_key = ?")
            }
            for key in keys {
                for statement in [place, gone, link].compactMap(\.self) {
                    statement.bind(1, key)
                    try statement.run()
                }
            }
        }
    }

    /// The keys of the records whose cells may show one of these linked records.
    func keys(
        showing ids: Set<String>, _ connection: SQLiteConnection
    ) throws(StorageError) -> Set<Int64> {
        let rows = try connection.statement("SELECT key FROM \(linksName) WHERE id = ?")
        var keys: Set<Int64> = []
        for id in ids {
            rows.bind(1, id)
            defer { rows.reset() }
            while try rows.step() { keys.insert(rows.integer(0)) }
        }
        return keys
    }

    private func places(_ number: Int) -> String {
        """
        SELECT t.aircache_key, \(SortFunction.sql(number, field))
        FROM \(table.quotedSQLName) AS t
        """
    }

    /// Every text in a cell that may be an id; cells of lookups may have lists within lists.
    private var links: String {
        """
        INSERT OR IGNORE INTO \(linksName) SELECT j.atom, t.aircache_key
        FROM \(table.quotedSQLName) AS t,
            json_tree(CASE WHEN json_valid(\(column)) THEN \(column) END) AS j
        WHERE j.type = 'text'
        """
    }
}

/// The beginning of a sort value.
private final class PlaceFunction: RowFunction {
    private let sort: SortFunction

    init(_ field: StoredField, of table: StoredTable, names: LinkedNames.Reader) {
        sort = SortFunction(field, of: table, names: names)
    }

    func result(of arguments: RowArguments) throws -> SQLValue {
        let value = try sort.result(of: arguments)
        guard case .blob(let bytes) = value, bytes.count > StorageLimits.placeBytes else {
            return value
        }
        return .blob(Array(bytes.prefix(StorageLimits.placeBytes)))
    }
}
