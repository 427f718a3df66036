import AirtableAPI
import FormulaLanguage
import FoundationEssentials
import Testing

@testable import Storage

/// The filter over the columns, SQL where it may be, against evaluation over the records' JSON.
@Suite("SQL and evaluation agree")
struct AgreementTests {
    static let formulasPerSeed = 250

    @Test("Random formulas take the same records of random data", arguments: UInt64(1)...10)
    func agreement(_ seed: UInt64) throws {
        var formulas = RandomFormulas(cells: RandomCells(random: SplitMix(state: seed)))
        let records = (0..<48).map { formulas.cells.record($0) }
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        try Fixture.fill(
            base, [(RandomCells.table, records), (RandomCells.linked, RandomCells.linkedRecords)])
        let oracle = try Oracle(records)
        var compiled = 0
        var selective = 0
        for _ in 0..<Self.formulasPerSeed {
            let text = formulas.filter()
            let expected = try oracle.matches(text)
            var parts = 0
            let found = try Fixture.bodies(base) { query in
                query.filter = try? RecordFilter(
                    formula: text, table: query.table, now: Fixture.now)
                parts = query.filter?.conditions.count ?? -1
            }
            #expect(
                parts >= 0 && found == expected,
                "seed \(seed): \(text.debugDescription), \(found.count) for \(expected.count)")
            compiled += min(parts, 1)
            selective += !expected.isEmpty && expected.count < records.count ? 1 : 0
        }
        // A test that SQL hardly takes part in would show nothing.
        #expect(compiled > Self.formulasPerSeed / 5 && selective > Self.formulasPerSeed / 3)
    }

    /// Evaluates over the records as Airtable sent them.
    private struct Oracle {
        let records: [(text: String, cells: [JSONValue?], id: String)]
        let names: [String: String]
        let fields: [FormulaField]

        init(_ texts: [String]) throws {
            let table = RandomCells.table
            records = try texts.map { text in
                let json = try JSONValue(parsing: Array(text.utf8))
                return (
                    text, table.fields.map { json["fields"]?[$0.name] }, json["id"]?.string ?? ""
                )
            }
            names = Dictionary(
                uniqueKeysWithValues: RandomCells.linkedNames.enumerated().map {
                    (Fixture.id("rec", $0), $1)
                })
            fields = table.fields.map { FormulaField($0) }
        }

        func matches(_ text: String) throws -> [String] {
            let formula = try Formula(parsing: text).bound(to: fields)
            let now = Int64(Fixture.now.timeIntervalSince1970) * 1_000
            return records.filter { record in
                let row = Row(oracle: self, cells: record.cells, id: record.id)
                return formula.matches(row, FormulaContext(now: now))
            }.map(\.text)
        }
    }

    private struct Row: FormulaRecord {
        let oracle: Oracle
        let cells: [JSONValue?]
        let id: String
        // 2024-01-02T03:04:05Z, as the fixture's records have it.
        var createdTime: Int64 { 1_704_164_645_000 }
        var lastModifiedTime: Int64? { nil }

        func value(_ index: Int) -> FormulaValue {
            FormulaCellReader(oracle.fields[index].configuration).value(cells[index]) {
                oracle.names[$0]
            }
        }
    }

    @Test("Every comparison with an empty cell is decided as by evaluation")
    func blanks() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        var cells = RandomCells(random: SplitMix(state: 1))
        let records = [Fixture.record(0, [:])] + (1...4).map { cells.record($0) }
        try Fixture.fill(
            base, [(RandomCells.table, records), (RandomCells.linked, RandomCells.linkedRecords)])
        let oracle = try Oracle(records)
        let constants = ["''", "BLANK()", "0", "1", "-1", "TRUE()", "FALSE()", "'0'", "'a'"]
        for field in RandomCells.fields {
            for sign in ["=", "!=", "<", "<=", ">", ">="] {
                for constant in constants {
                    for text in [
                        "{\(field.name)} \(sign) \(constant)",
                        "\(constant) \(sign) {\(field.name)}",
                        "NOT({\(field.name)} \(sign) \(constant))",
                    ] {
                        let found = try Fixture.bodies(base) { query in
                            query.filter = try? RecordFilter(
                                formula: text, table: query.table, now: Fixture.now)
                        }
                        #expect(found == (try oracle.matches(text)), "\(text)")
                    }
                }
            }
        }
    }
}
