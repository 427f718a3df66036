import AirtableAPI
import AirtableSimulator

/// Random questions for the records of a table: most are right, some Airtable refuses.
struct RandomQueries {
    private var random: SeededGenerator
    private let table: TableSchema
    /// Of each field; in the order of the table, so that a seed always says the same.
    private let cells: [[JSONValue]]

    /// What the questions of one table are made from; decoded once for all of them.
    struct Samples: Sendable {
        let table: TableSchema
        fileprivate let cells: [[JSONValue]]

        init(_ table: TableSchema, _ records: [SimulatedRecord]) {
            self.table = table
            let decoded = records.prefix(50).map(\.cells)
            cells = table.fields.map { field in decoded.compactMap { $0[field.name] } }
        }
    }

    init(_ samples: Samples, seed: UInt64) {
        random = SeededGenerator(seed: seed)
        table = samples.table
        cells = samples.cells
    }

    mutating func next() -> ListRecordsQuery {
        var query = ListRecordsQuery()
        query.pageSize = chance(0.5) ? nil : pick([1, 3, 7, 40, 100])
        query.maxRecords = chance(0.7) ? nil : pick([1, 5, 20, 60])
        if chance(0.7) { query.filterByFormula = formula(depth: 2) }
        for _ in 0..<pick([0, 0, 1, 1, 2]) {
            query.sort.append(
                .init(field: field(), direction: chance(0.5) ? .ascending : .descending))
        }
        if chance(0.3) { query.fields = (0..<pick([1, 2, 4])).map { _ in field() } }
        if chance(0.2) { query.returnFieldsByFieldID = true }
        if chance(0.1) {
            query.cellFormat = .string
            query.timeZone = pick(["Europe/Berlin", "utc", "America/New_York", "Nowhere/Else"])
            query.userLocale = chance(0.9) ? pick(["de", "en-gb", "fr"]) : nil
        }
        if chance(0.25), let view = table.views.randomElement(using: &random) {
            query.view = chance(0.5) ? view.id.rawValue : view.name
        }
        return query
    }

    private mutating func field() -> String {
        if chance(0.01) { return "No such field" }
        guard let field = table.fields.randomElement(using: &random) else { return "" }
        return chance(0.2) ? field.id.rawValue : field.name
    }

    private mutating func formula(depth: Int) -> String {
        if chance(0.01) { return pick(["1 +", "NOPE(1)", "{No Such}=1", "LEFT()", "'"]) }
        switch pick([0, 1, 2, 3, 4, 5, 6, 7, 8]) {
        case 0 where depth > 0:
            return "AND(\(formula(depth: depth - 1)),\(formula(depth: depth - 1)))"
        case 1 where depth > 0:
            return "OR(\(formula(depth: depth - 1)),\(formula(depth: depth - 1)))"
        case 2 where depth > 0: return "NOT(\(formula(depth: depth - 1)))"
        case 3: return reference()
        case 4: return "\(pick(["FIND", "SEARCH"]))(\(text()),\(reference())&'')>\(pick([0, 1, 3]))"
        case 5: return "LEN(\(reference())&'')\(pick(["<", ">="]))\(pick([1, 5, 12]))"
        case 6: return "IF(\(reference()),\(reference())=\(literal()),\(reference())!='')"
        case 7: return call()
        default: return "\(reference())\(pick(["=", "!=", "<", "<=", ">", ">="]))\(literal())"
        }
    }

    /// Of functions that any cell may be given to.
    private mutating func call() -> String {
        switch pick([0, 1, 2, 3, 4, 5, 6]) {
        case 0: return "IS_BEFORE(\(reference()),'2024-0\(pick([1, 4, 7]))-15')"
        case 1:
            let zone = pick(["Asia/Tokyo", "America/New_York", "Europe/Berlin"])
            return "DATETIME_FORMAT(SET_TIMEZONE(\(reference()),'\(zone)'),'D')>'\(pick([1, 2]))'"
        case 2: return "REGEX_MATCH(\(reference())&'','\(pick(["[0-9]{3}", "(?i)^R", "ö|x"]))')"
        case 3: return "(\(reference())\(pick(["+", "-", "*", "/"]))2)>\(pick([0, 5, 50]))"
        case 4: return "COUNTA(\(reference()),\(reference()))=\(pick([1, 2]))"
        case 5: return "ISERROR(\(reference()))"
        default: return "ARRAYJOIN(ARRAYUNIQUE(\(reference())),'/')=\(text())"
        }
    }

    private mutating func reference() -> String {
        var name = field()
        name = name.replacing("\\", with: "\\\\").replacing("}", with: "\\}")
        return "{\(name)}"
    }

    private mutating func literal() -> String {
        pick([0, 1, 2]) == 0 ? pick(["0", "1", "3.5", "-2", "100", "BLANK()", "TRUE()"]) : text()
    }

    /// A text that stands in a cell, or a part of one.
    private mutating func text() -> String {
        let cell = cells.randomElement(using: &random)?.randomElement(using: &random)
        let whole = cell?.string ?? cell?.array?.first?.string ?? cell?.text ?? ""
        let part = chance(0.5) ? whole : String(whole.prefix(3))
        return "'" + part.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    private mutating func pick<T>(_ values: [T]) -> T {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
}
