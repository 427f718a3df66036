import AirtableAPI
import FoundationEssentials

/// Brings the SQL tables of a generation from one schema to another, inside a transaction.
///
/// The tables with typed columns are made anew where a name or a column differs, and filled from
/// the bodies: SQLite cannot change a column's type, and two renames may cross. Bodies keep their
/// tables; the cells of renamed fields get their new names in them, those of deleted ones go.
struct SchemaEdit {
    private let connection: SQLiteConnection
    private let difference: SchemaDifference
    private let tables: [StoredTable]

    init(_ connection: SQLiteConnection, from old: GenerationContents, to schema: BaseSchema) {
        self.connection = connection
        difference = SchemaDifference(old: old.schema, new: schema)
        tables = old.tables
    }

    /// A table's version also moves when another name or key leads to a table: what was answered under
    /// a name may belong to another table now.
    ///
    /// - Returns: the tables of the new schema with what is known of their records, and the ids of
    ///   those whose schema differs.
    func run(
        generation: Int, commit: Int64, at now: Date
    ) throws -> (tables: [StoredTable], changed: Set<TableID>) {
        let former = Dictionary(tables.map { ($0.id, $0) }) { first, _ in first }
        let layout = TableLayout(
            difference.new, numbers: former.mapValues(\.number))
        let version = Int64(generation) << 32 | commit
        let isNamedAlike =
            tables.map { [$0.id.rawValue, $0.name, $0.key] }
            == layout.tables.map { [$0.schema.id.rawValue, $0.schema.name, $0.key] }
        var changed: Set<TableID> = []
        let after = layout.tables.map { table -> StoredTable in
            guard let before = former[table.schema.id] else {
                changed.insert(table.schema.id)
                return StoredTable(table, .init(version: version, changedAt: now))
            }
            var counters = before.counters
            if before.schema != table.schema { changed.insert(table.schema.id) }
            if before.schema != table.schema || !isNamedAlike {
                counters.version = version
                counters.changedAt = now
            }
            return StoredTable(table, counters)
        }
        try drop(former, after)
        for table in after {
            guard let before = former[table.id] else {
                try connection.execute(TableSQL.create(table) + TableSQL.createIndex(table))
                continue
            }
            if !Self.hasSameRows(before, table) {
                try refill(table, hadAttachments: before.mayHoldAttachments)
            }
        }
        return (after, changed)
    }

    /// Whether the table with the typed columns can stay as it is.
    private static func hasSameRows(_ one: StoredTable, _ other: StoredTable) -> Bool {
        one.sqlName == other.sqlName && one.fields.count == other.fields.count
            && zip(one.fields, other.fields).allSatisfy { before, after in
                before.id == after.id && before.name == after.name
                    && before.columnName == after.columnName
                    && before.columnType == after.columnType
                    && before.schema.configuration.mayHoldAttachments
                        == after.schema.configuration.mayHoldAttachments
            }
    }

    /// Drops what goes or is made anew, first of all: a new name may be one that is given up.
    private func drop(_ former: [TableID: StoredTable], _ after: [StoredTable]) throws {
        let remaining = Dictionary(after.map { ($0.id, $0) }) { first, _ in first }
        for table in former.values {
            if let now = remaining[table.id] {
                guard !Self.hasSameRows(table, now) else { continue }
                try connection.execute("DROP TABLE \(table.quotedSQLName)")
            } else {
                try connection.execute(TableSQL.drop(table))
            }
        }
    }

    /// Makes the table with the typed columns and fills it from the bodies.
    private func refill(_ table: StoredTable, hadAttachments: Bool) throws {
        try connection.execute(TableSQL.createRows(table))
        let names = difference.names(of: table.id)
        let columns = CellColumns(table.fields)
        let insert = try SQLiteStatement(connection, TableSQL.insertRow(table))
        let update = try SQLiteStatement(connection, TableSQL.updateBody(table))
        var last: Int64 = 0
        while true {
            let bodies = try bodies(of: table, after: last)
            guard let end = bodies.last else { return }
            last = end.key
            for (key, old) in bodies {
                let body = names.isEmpty ? old : try RecordNames.rename(old, names)
                let page = try RecordPage(parsingRecord: body)
                let spans = try page.bytes.withUnsafeBufferPointer { bytes in
                    try columns.insert(bytes, page.records[0], key: key, by: insert)
                }
                // What a field may hold decides where attachments are looked for.
                guard body != old || table.mayHoldAttachments || hadAttachments else { continue }
                body.withUnsafeBufferPointer { bytes in
                    update.bind(1, text: bytes, destructor: SQLiteStatement.copied)
                }
                update.bind(2, blob: spans)
                update.bind(3, key)
                try update.run()
            }
        }
    }

    /// Some records at a time, so that no statement reads what another one changes.
    private func bodies(
        of table: StoredTable, after key: Int64
    ) throws -> [(key: Int64, body: [UInt8])] {
        let rows = try connection.statement(
            """
            SELECT key, body FROM \(table.bodiesName) WHERE key > ? ORDER BY key
            LIMIT \(StorageLimits.recordsPerPage)
            """)
        rows.bind(1, key)
        defer { rows.reset() }
        var bodies: [(key: Int64, body: [UInt8])] = []
        while try rows.step() {
            bodies.append((rows.integer(0), rows.withText(1) { Array($0) }))
        }
        return bodies
    }
}

/// Gives the cells of a record other names, their values byte for byte.
package enum RecordNames {
    /// - Parameter names: the new names by the old ones; nil drops the cell. Others stay.
    package static func rename(_ body: [UInt8], _ names: [String: String?]) throws -> [UInt8] {
        let page = try RecordPage(parsingRecord: body)
        let fields = page.records[0].fields
        var output = Array(body[..<fields.lowerBound])
        output.append(UInt8(ascii: "{"))
        let renamed: Result<[UInt8], JSONSyntaxError> = body.withUnsafeBufferPointer { bytes in
            do throws(JSONSyntaxError) {
                return .success(try cells(JSONScanner(bytes, in: fields), bytes, names))
            } catch {
                return .failure(error)
            }
        }
        output += try renamed.get()
        output.append(UInt8(ascii: "}"))
        return output + body[fields.upperBound...]
    }

    private static func cells(
        _ start: JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>, _ names: [String: String?]
    ) throws(JSONSyntaxError) -> [UInt8] {
        var scanner = start
        var output: [UInt8] = []
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let name = scanner.text(of: key)
            let value = try scanner.skipValue()
            guard let newName = names[name] ?? .some(name) else { continue }
            if !output.isEmpty { output.append(UInt8(ascii: ",")) }
            JSONText.appendQuoted(newName, to: &output)
            output.append(UInt8(ascii: ":"))
            output += bytes[value]
        }
        return output
    }
}
