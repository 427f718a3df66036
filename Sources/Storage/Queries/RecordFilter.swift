import AirtableAPI
import FormulaLanguage
package import FoundationEssentials

/// A formula that decides which records of a table a query takes.
///
/// What SQL answers exactly as the formula's evaluation does becomes SQL over the typed columns; the
/// rest is evaluated for the records that are left.
package struct RecordFilter: Sendable {
    let text: String
    /// Milliseconds since 1970 in UTC.
    let now: Int64
    /// Whether the records that match may change while the table does not.
    package let usesClock: Bool
    let conditions: [FormulaCondition]
    /// What SQL does not answer; nil where it answers all.
    let rest: BoundFormula?
    /// Of all fields that the formula reads.
    let linkedTables: Set<TableID>
    private let table: StoredTable

    /// - Parameters:
    ///   - text: the formula as Airtable's `filterByFormula` takes it.
    ///   - now: what the formula takes for the present on the first page; page tokens keep it.
    /// - Throws: `FormulaError`; `StorageError.noModificationTime` where the formula asks when a
    ///   record was modified and the table's fields do not tell.
    package init(formula text: String, table: StoredTable, now: Date) throws {
        try self.init(
            text, table, now: Int64((now.timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    private init(_ text: String, _ table: StoredTable, now: Int64) throws {
        self.text = text
        self.table = table
        self.now = now
        let formula = try Formula(parsing: text)
        let fields = table.fields.map { FormulaField($0.schema) }
        let whole = try formula.bound(to: fields)
        usesClock = whole.usesClock
        linkedTables = Set(whole.fieldIndexes.compactMap { table.fields[$0].linkedTable })
        if whole.usesLastModifiedTime, !Self.tellsModification(whole, table) {
            throw StorageError(
                .noModificationTime,
                "Table '\(table.name)' has no last modified time that the formula asks for.",
                hint: "Add a field of the type 'Last modified time', with its time, in Airtable.")
        }
        let compiler = FormulaCompiler(
            table: table, places: try formula.fieldIndexes(among: fields), fields: fields,
            now: now)
        var conditions: [FormulaCondition] = []
        var left: [FormulaLanguage.Expression] = []
        for part in formula.expression.conjuncts {
            if let condition = try compiler.condition(part) {
                conditions.append(condition)
            } else {
                left.append(part)
            }
        }
        self.conditions = conditions
        rest =
            conditions.isEmpty
            ? whole
            : left.isEmpty
                ? nil
                // A part of an `AND` stays in one: alone, an array would count otherwise.
                : try Formula(part: .call(.and, left, offset: 0)).bound(to: fields)
    }

    /// The same filter at another present.
    func at(_ now: Int64) throws -> RecordFilter {
        now == self.now || !usesClock ? self : try RecordFilter(text, table, now: now)
    }

    /// Whether a field gives the time of the last change to any field, to the millisecond.
    private static func tellsModification(_ formula: BoundFormula, _ table: StoredTable) -> Bool {
        formula.lastModifiedFieldIndexes.isEmpty && table.modificationTime(withTime: true) != nil
    }
}

/// A part of a formula as SQL.
struct FormulaCondition: Sendable {
    /// True for the records that match; NULL counts as false.
    var sql: SQLFragment
    /// Where this holds, a cell is not of its field's usual kind, and the part is evaluated instead.
    var exception: String?
    var formula: BoundFormula
    /// The fields that an index would find the records by.
    var indexable: [FieldID]
}

extension FormulaLanguage.Expression {
    /// The parts that must all hold.
    fileprivate var conjuncts: [FormulaLanguage.Expression] {
        guard case .call(.and, let arguments, _) = self else { return [self] }
        return arguments
    }
}

extension StoredTable {
    /// The field that tells when any of the others was modified.
    ///
    /// - Parameter withTime: whether a date is too little.
    func modificationTime(withTime: Bool) -> StoredField? {
        fields.first { field in
            // One that watches some fields only does not tell of the others.
            guard case .lastModifiedTime(true, let watched, let result) = field.schema.options
            else { return false }
            return (watched?.isEmpty ?? true) && (!withTime || result?.type == .dateTime)
        }
    }
}
