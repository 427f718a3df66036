import AirtableAPI
import FormulaLanguage
import GRDBSQLite

/// The cells of a row as a formula sees them: read from the columns, when they are asked for.
///
/// A column does not tell a text from the JSON of a list or an error where a computed field may
/// hold either; there, and where the field's kind is not known, the record's body is read.
final class FormulaCells {
    private enum Reading {
        case text, number, box
        /// A date, or a JSON object or list of values, always of that kind.
        case structured(FormulaCellReader, TableID?)
        /// Of a computed field: as the result's kind, unless it may be an error or a list.
        case computed(FormulaCellReader, TableID?, ColumnType)
    }

    private let table: StoredTable
    private let bodies: BodyCells
    private let names: LinkedNames.Reader
    /// By field index.
    private let readings: [Reading?]
    /// Where each field stands among the arguments, by field index.
    private let places: [Int]
    /// The columns in the order of the arguments.
    let columns: [String]
    private let facts: (id: Int, created: Int, modified: Int)
    fileprivate var failure: (any Error)?
    fileprivate static let times = FormulaCellReader(FieldConfiguration(type: .dateTime))

    init(
        _ formula: BoundFormula, _ table: StoredTable, _ session: ReadSession,
        names: LinkedNames.Reader
    ) {
        self.table = table
        bodies = BodyCells(table, session.connection)
        self.names = names
        var columns = ["t.aircache_key"]
        func add(_ column: String, _ isWanted: Bool) -> Int {
            guard isWanted else { return 0 }
            columns.append("t." + SQLIdentifier.quoted(column))
            return columns.count - 1
        }
        var places = Array(repeating: 0, count: table.fields.count)
        var readings: [Reading?] = Array(repeating: nil, count: table.fields.count)
        for index in formula.fieldIndexes {
            places[index] = add(table.fields[index].columnName, true)
            readings[index] = Self.reading(table.fields[index])
        }
        let modified = table.modificationTime(withTime: true)?.columnName ?? ""
        facts = (
            add(TableLayout.recordIDColumn, formula.usesRecordID),
            add(TableLayout.createdTimeColumn, formula.usesCreatedTime),
            add(modified, formula.usesLastModifiedTime)
        )
        self.places = places
        self.readings = readings
        self.columns = columns
    }

    private static func reading(_ field: StoredField) -> Reading {
        let reader = FormulaCellReader(field.schema.configuration)
        switch field.schema.type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber, .singleSelect,
            .externalSyncSource, .manualSort:
            return .text
        case .number, .currency, .percent, .duration, .rating, .autoNumber, .count: return .number
        case .checkbox: return .box
        case .formula, .rollup, .multipleLookupValues, .aiText, .button:
            return .computed(reader, field.linkedTable, field.columnType)
        default:
            return field.columnType == .any
                ? .computed(reader, field.linkedTable, .any)
                : .structured(reader, field.linkedTable)
        }
    }

    // MARK: Reading

    fileprivate func value(_ index: Int, _ row: RowArguments) -> FormulaValue {
        let place = places[index]
        switch readings[index] {
        case nil: return .blank
        case .text: return row.isNull(place) ? .blank : .text(row.text(place))
        case .number: return number(row, place)
        case .box: return FormulaValue(checkbox: row.integer(place) != 0)
        case .structured(let reader, let linked):
            if row.isNull(place) { return reader.value(nil, linkedName: { _ in nil }) }
            return value(json(row, place), reader, linked)
        case .computed(let reader, let linked, let type):
            if row.isNull(place) { return reader.value(nil, linkedName: { _ in nil }) }
            return value(computed(row, place, type, index), reader, linked)
        }
    }

    private func number(_ row: RowArguments, _ place: Int) -> FormulaValue {
        switch row.type(place) {
        case SQLITE_NULL: .blank
        case SQLITE_INTEGER, SQLITE_FLOAT: .number(row.real(place))
        default: .text(row.text(place))
        }
    }

    private func json(_ row: RowArguments, _ place: Int) -> JSONValue {
        switch row.type(place) {
        case SQLITE_INTEGER: return .number(JSONNumber(literal: String(row.integer(place))))
        case SQLITE_FLOAT: return Self.number(row.real(place))
        default:
            let text = row.text(place)
            return BodyCells.json(text.utf8) ?? .string(text)
        }
    }

    private static func number(_ real: Double) -> JSONValue {
        guard real.isFinite else {
            return .number(JSONNumber(literal: real < 0 ? "-1e999" : "1e999"))
        }
        return .number(JSONNumber(real))
    }

    private func computed(
        _ row: RowArguments, _ place: Int, _ type: ColumnType, _ index: Int
    ) -> JSONValue? {
        let isText = row.type(place) == SQLITE_TEXT
        switch type {
        case .number where !isText: return Self.number(row.real(place))
        case .boolean where !isText: return .bool(row.integer(place) != 0)
        case .text:
            if isText, !row.withText(place, { BodyCells.mayBeJSON($0) }) {
                return .string(row.text(place))
            }
        default: break
        }
        return body(row.integer(0), table.fields[index])
    }

    /// The cell as it stands in the record's body.
    private func body(_ key: Int64, _ field: StoredField) -> JSONValue? {
        do {
            return try bodies.cell(field, of: key)
        } catch {
            failure = error
            return nil
        }
    }

    private func value(
        _ cell: JSONValue?, _ reader: FormulaCellReader, _ linked: TableID?
    ) -> FormulaValue {
        reader.value(cell) { id in
            guard let linked else { return nil }
            do {
                return try names.name(of: id, in: linked)
            } catch {
                failure = error
                return nil
            }
        }
    }
}

/// A row while a formula is evaluated for it.
struct FormulaRow: FormulaRecord {
    fileprivate let cells: FormulaCells
    fileprivate let row: RowArguments

    var id: String { cells.id(row) }
    var createdTime: Int64 { cells.createdTime(row) ?? 0 }
    var lastModifiedTime: Int64? { cells.lastModifiedTime(row) }
    func value(_ fieldIndex: Int) -> FormulaValue { cells.value(fieldIndex, row) }
}

extension FormulaCells {
    fileprivate func id(_ row: RowArguments) -> String { row.text(facts.id) }
    fileprivate func createdTime(_ row: RowArguments) -> Int64? { time(row, facts.created) }
    fileprivate func lastModifiedTime(_ row: RowArguments) -> Int64? { time(row, facts.modified) }

    private func time(_ row: RowArguments, _ place: Int) -> Int64? {
        guard !row.isNull(place) else { return nil }
        let value = Self.times.value(.string(row.text(place))) { _ in nil }
        if case .date(let date) = value { return date.milliseconds }
        return nil
    }
}

/// Whether a formula holds for a row.
final class MatchFunction: RowFunction {
    private let formula: BoundFormula
    private let cells: FormulaCells
    private let context: FormulaContext
    private let session: ReadSession
    private var calls = 0

    init(
        _ formula: BoundFormula, _ table: StoredTable, now: Int64, _ session: ReadSession,
        names: LinkedNames.Reader
    ) {
        self.formula = formula
        self.session = session
        cells = FormulaCells(formula, table, session, names: names)
        context = FormulaContext(now: now)
    }

    /// The call in SQL, when the function has that number.
    func sql(_ number: Int) -> String {
        "aircache_row(\(number), \(cells.columns.joined(separator: ", ")))"
    }

    func result(of arguments: RowArguments) throws -> SQLValue {
        calls += 1
        // SQLite looks at the clock between its own steps only, and one of them may take long here.
        if calls % 16 == 0 { try session.connection.checkDeadline() }
        let value = formula.evaluate(FormulaRow(cells: cells, row: arguments), context)
        if let failure = cells.failure { throw failure }
        // Nobody knows whether such a record matches.
        if value == .error(.limit) {
            throw StorageError(
                .formulaTooCostly, "The formula takes too much work for a record.",
                hint: "Use a simpler one; see the limits in docs/formulas.md.")
        }
        return .integer(value.isTruthy ? 1 : 0)
    }
}
