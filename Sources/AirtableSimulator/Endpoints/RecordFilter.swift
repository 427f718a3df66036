import AirtableAPI
import FormulaLanguage
import FoundationEssentials

/// A formula that records are filtered by.
struct RecordFilter: Sendable {
    private let formula: BoundFormula
    /// The fields that the formula reads, by their index among the table's fields.
    private let readers: [(index: Int, name: String, reader: FormulaCellReader)]

    /// - Throws: the 422 that Airtable answers to a text that is no formula of the table.
    init(_ text: String, _ table: TableContents) throws(Refusal) {
        let fields = table.schema.fields
        do throws(FormulaError) {
            formula = try Formula(parsing: text).bound(to: fields.map { FormulaField($0) })
        } catch {
            throw .unprocessable(
                AirtableErrorBody(
                    type: "INVALID_FILTER_BY_FORMULA", message: error.airtableMessage))
        }
        readers = formula.fieldIndexes.map { index in
            (index, fields[index].name, FormulaCellReader(fields[index].configuration))
        }
    }

    /// The records that match, in their order.
    func matching(_ records: [SimulatedRecord], _ table: TableContents) -> [SimulatedRecord] {
        let context = FormulaContext(now: table.now.milliseconds)
        var values = [FormulaValue](repeating: .blank, count: table.schema.fields.count)
        return records.filter { record in
            if !readers.isEmpty {
                let cells = record.cells
                for (index, name, reader) in readers {
                    values[index] = reader.value(cells[name]) { table.name(of: $0) }
                }
            }
            let created = WireTime.date(record.createdTime)?.milliseconds ?? 0
            return formula.matches(
                FilteredRecord(
                    id: record.id.rawValue, createdTime: created,
                    lastModifiedTime: table.lastModified[record.id]?.milliseconds ?? created,
                    values: values), context)
        }
    }
}

/// A record as formulas see it.
private struct FilteredRecord: FormulaRecord {
    let id: String
    let createdTime: Int64
    let lastModifiedTime: Int64?
    let values: [FormulaValue]

    func value(_ fieldIndex: Int) -> FormulaValue { values[fieldIndex] }
}

extension Date {
    /// Since 1970.
    fileprivate var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1_000).rounded()) }
}
