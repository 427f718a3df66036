import AirtableAPI
import AirtableSimulator
import FormulaLanguage
import Testing

/// Any text is a formula or is refused, and any formula has a value, in time and memory that are
/// bounded; `make fuzz` tries for as long as it is told to.
@Suite struct FormulaFuzzTests {
    /// What one text may take of a processor without optimisation; a release is some twenty times as fast.
    private static let limit = Duration.seconds(30)

    private struct Record: FormulaRecord {
        let id: String
        let createdTime: Int64 = 1_700_000_000_000
        let lastModifiedTime: Int64? = 1_710_000_000_000
        let values: [FormulaValue]

        func value(_ fieldIndex: Int) -> FormulaValue { values[fieldIndex] }
    }

    @Test("no text breaks the parser or the evaluation")
    func formulas() throws {
        let base = EveryTypeBase.make(records: 12, tables: 2, seed: 4)
        let table = base.schema.tables[0]
        let records = base.records(table.id).prefix(3).map { record in
            let cells = record.cells
            return Record(
                id: record.id.rawValue,
                values: table.fields.map { field in
                    FormulaValue(cell: cells[field.name], configuration: field.configuration) {
                        "name of \($0)"
                    }
                })
        }
        let fields = table.fields.map { FormulaField($0) }
        var run = FuzzRun("formulas", steps: 3_000)
        var bound = 0
        while let seed = try run.next() {
            var text = FuzzText(seed: seed, fields: table.fields.map(\.name))
            let formula = text.formula()
            let start = FuzzRun.threadTime()
            do throws(FormulaError) {
                let parsed = try Formula(parsing: formula).bound(to: fields)
                bound += 1
                for record in records { check(parsed, record, seed) }
            } catch {
                #expect((0...formula.utf8.count).contains(error.offset), "seed \(seed)")
            }
            let time = FuzzRun.threadTime() - start
            run.note(time, seed)
            #expect(time < Self.limit, "seed \(seed) took \(time): \(formula.prefix(500))")
        }
        run.report("\(bound) of them formulas")
        #expect(bound * 4 > run.count, "hardly a text was a formula")
    }

    private func check(_ formula: BoundFormula, _ record: Record, _ seed: UInt64) {
        let context = FormulaContext(now: 1_718_452_800_000)
        let value = formula.evaluate(record, context)
        #expect(formula.matches(record, context) == value.isTruthy, "seed \(seed)")
        let text = value.text
        #expect(text.utf8.count <= FormulaLimits.evaluationBytes, "seed \(seed)")
        #expect(formula.evaluate(record, context).text == text, "seed \(seed)")
    }
}
