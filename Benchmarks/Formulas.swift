import AirtableAPI
import FormulaLanguage

/// Evaluates formulas for records whose cells are already formula values.
struct Formulas {
    private static let records = 20_000

    /// A formula, and how many functions and operators it calls for each record.
    private static let cases: [(formula: String, calls: Int)] = [
        ("AND({Status}='Done',{Hours}>5,NOT({Archived}))", 4),
        ("SEARCH('needle',LOWER({Notes}&' '&{Name}))", 4),
        ("DATETIME_FORMAT(DATEADD({Due},3,'days'),'YYYY-MM-DD HH:mm')", 2),
        ("IS_AFTER({Due},DATETIME_PARSE('2024-01-31T00:00:00.000Z'))", 1),
        ("REGEX_MATCH({Name},'^rec-[0-9]+$')", 1),
        ("ROUND({Hours}*1.19,2)&' '&UPPER(LEFT({Name},3))", 6),
    ]

    private static let fields: [FormulaField] = [
        field("Status", .singleSelect), field("Hours", .number), field("Archived", .checkbox),
        field("Notes", .multilineText), field("Name", .singleLineText), field("Due", .dateTime),
    ]

    private static func field(_ name: String, _ type: FieldType) -> FormulaField {
        FormulaField(
            id: "fld\(name)", name: name, configuration: FieldConfiguration(type: type))
    }

    private struct Row: FormulaRecord {
        let id: String
        let createdTime: Int64
        let lastModifiedTime: Int64?
        let values: [FormulaValue]

        func value(_ fieldIndex: Int) -> FormulaValue { values[fieldIndex] }
    }

    func run() throws {
        let context = FormulaContext(now: 1_718_452_800_000)
        let rows = (0..<Self.records).map(Self.row)
        print("formulas, ns for each record and call")
        for (formula, calls) in Self.cases {
            let bound = try Formula(parsing: formula).bound(to: Self.fields)
            var matches = 0
            let times = (0..<Main.runs).map { _ in
                seconds { for row in rows where bound.matches(row, context) { matches += 1 } }
            }
            let each = median(times) * 1e9 / Double(rows.count * calls)
            report(String(formula.prefix(42)), "\(Int(each)) (\(matches / Main.runs) matches)")
        }
    }

    private static func row(_ index: Int) -> Row {
        let notes = String(repeating: "some words of a note ", count: 10)
        return Row(
            id: "rec\(index)", createdTime: 1_704_164_645_000, lastModifiedTime: nil,
            values: [
                .text(["Todo", "Doing", "Done"][index % 3]), .number(Double(index % 11)),
                FormulaValue(checkbox: index % 5 == 0),
                .text(index % 7 == 0 ? notes + "needle" : notes), .text("rec-\(index)"),
                FormulaDate(milliseconds: 1_706_000_000_000 + Int64(index) * 60_000)
                    .map { .date($0) } ?? .blank,
            ])
    }
}
