import AirtableAPI
import FormulaLanguage

/// A record whose cells stand in the order of the fields that a formula is bound to.
struct TestRecord: FormulaRecord {
    /// 2024-01-02T03:04:05.000Z.
    static let created: Int64 = 1_704_164_645_000

    var id = "recAAAAAAAAAAAAAA"
    var createdTime = TestRecord.created
    var lastModifiedTime: Int64?
    var values: [FormulaValue] = []

    func value(_ fieldIndex: Int) -> FormulaValue { values[fieldIndex] }
}

/// A record with one cell that counts how often it is read.
final class ReadCountingRecord: FormulaRecord {
    let id = "recAAAAAAAAAAAAAA"
    let createdTime = TestRecord.created
    let lastModifiedTime: Int64? = nil
    private let cell: FormulaValue
    private(set) var reads = 0

    init(_ cell: FormulaValue) {
        self.cell = cell
    }

    func value(_ fieldIndex: Int) -> FormulaValue {
        reads += 1
        return cell
    }
}

/// A field with one cell, as the API sends it.
struct TestCell {
    let name: String
    let configuration: FieldConfiguration
    let cell: JSONValue?

    init(
        _ name: String, _ type: FieldType, _ cell: JSONValue?, options: JSONValue? = nil
    ) {
        self.name = name
        configuration = FieldConfiguration(type: type, rawOptions: options)
        self.cell = cell
    }
}

enum Evaluate {
    /// 2024-06-15T12:00:00.000Z, a Saturday.
    static let context = FormulaContext(now: 1_718_452_800_000)

    static func value(
        _ formula: String, _ cells: [TestCell] = [], _ context: FormulaContext = context
    ) throws -> FormulaValue {
        let fields = cells.enumerated().map { index, cell in
            FormulaField(
                id: "fld\(index)", name: cell.name, configuration: cell.configuration)
        }
        let bound = try Formula(parsing: formula).bound(to: fields)
        return bound.evaluate(record(cells), context)
    }

    static func record(_ cells: [TestCell]) -> TestRecord {
        TestRecord(
            values: cells.map { cell in
                FormulaValue(
                    cell: cell.cell, configuration: cell.configuration,
                    linkedName: { ["recLLLLLLLLLLLLLL": "Ada", "recMMMMMMMMMMMMMM": "B, C"][$0] })
            })
    }

    /// The value as a test's table writes it.
    static func outline(_ value: FormulaValue) -> String {
        switch value {
        case .blank: "blank"
        case .number, .boolean: value.text
        case .text(let text): "'\(text)'"
        case .date: value.text
        case .array(let items): "[\(items.map(outline).joined(separator: ","))]"
        case .error: "#ERROR!"
        }
    }
}
