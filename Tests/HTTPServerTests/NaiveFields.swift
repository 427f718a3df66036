import AirtableAPI
import AirtableSimulator

/// Conditions and orders over the fields of any table whose meaning a few lines can tell.
struct NaiveFields: Sendable {
    private typealias Cells = JSONObject

    /// A field, and texts and names that stand in its cells.
    private struct Field: Sendable {
        let schema: FieldSchema
        let samples: [String]
        var formula: String {
            let name = schema.name.replacing("\\", with: "\\\\")
            return "{" + name.replacing("}", with: "\\}") + "}"
        }
    }

    private let fields: [Field]
    private let names: [String: String]

    /// - Parameter names: of the records that links name.
    init(_ oracle: NaiveOracle, names: [String: String]) {
        self.names = names
        fields = oracle.table.fields.compactMap { field in
            let cells = oracle.rows.compactMap { $0.cells[field.name] }
            let texts: [String]
            switch field.type {
            case .singleLineText, .multilineText, .email, .url, .phoneNumber, .singleSelect:
                texts = cells.compactMap(\.string)
            case .multipleRecordLinks:
                texts = cells.flatMap { $0.array ?? [] }.compactMap { names[$0.string ?? ""] }
                // A name with one of these may be quoted, one without letters is not told apart.
                guard texts.allSatisfy({ !$0.isEmpty && !$0.contains(",") && !$0.contains("\"") })
                else { return nil }
            case .number, .currency, .percent, .rating, .count, .checkbox, .date, .dateTime:
                texts = []
            default: return nil
            }
            return Field(schema: field, samples: texts.filter { !$0.isEmpty })
        }
    }

    func condition(depth: Int, _ random: inout SeededGenerator) -> NaiveOracle.Condition? {
        guard depth > 0, Bool.random(using: &random) else { return comparison(&random) }
        guard let left = condition(depth: depth - 1, &random),
            let right = condition(depth: depth - 1, &random)
        else { return nil }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            return .init(formula: "AND(\(left.formula),\(right.formula))") {
                left.holds($0) && right.holds($0)
            }
        case 1:
            return .init(formula: "OR(\(left.formula),\(right.formula))") {
                left.holds($0) || right.holds($0)
            }
        default: return .init(formula: "NOT(\(left.formula))") { !left.holds($0) }
        }
    }

    private func comparison(_ random: inout SeededGenerator) -> NaiveOracle.Condition? {
        guard let field = fields.randomElement(using: &random) else { return nil }
        let name = field.schema.name
        switch field.schema.type {
        case .checkbox: return .init(formula: field.formula) { $0[name]?.bool == true }
        case .number, .currency, .percent, .rating, .count:
            // Blank counts as 0, so numbers are compared with positive ones alone.
            let bound = Int.random(in: 1...30, using: &random)
            return .init(formula: "\(field.formula)>\(bound)") {
                ($0[name]?.number?.double ?? 0) > Double(bound)
            }
        case .date, .dateTime:
            let day = "20\(Int.random(in: 20...26, using: &random))-03-15"
            return .init(formula: "IF(\(field.formula),IS_AFTER(\(field.formula),'\(day)'),0)") {
                // ISO 8601 sorts as time does.
                guard let text = $0[name]?.string else { return false }
                return text.count == day.count ? text > day : text > day + "T00:00:00.000Z"
            }
        default: return text(field, &random)
        }
    }

    private func text(
        _ field: Field, _ random: inout SeededGenerator
    ) -> NaiveOracle.Condition? {
        let name = field.schema.name
        guard let whole = field.samples.randomElement(using: &random) else {
            return .init(formula: "\(field.formula)='never'") { _ in false }
        }
        let text = texts
        if field.schema.type != .multipleRecordLinks, Bool.random(using: &random) {
            let literal = Self.quoted(whole)
            return .init(formula: "\(field.formula)=\(literal)") { $0[name]?.string == whole }
        }
        let part = String(whole.prefix(Int.random(in: 1...6, using: &random)))
        return .init(formula: "FIND(\(Self.quoted(part)),\(field.formula)&'')>0") {
            Self.contains(Array(text($0[name]).utf8), Array(part.utf8))
        }
    }

    /// A cell's text, or the names that it links to.
    private var texts: @Sendable (JSONValue?) -> String {
        { [names] cell in
            guard let links = cell?.array else { return cell?.string ?? "" }
            return links.compactMap { names[$0.string ?? ""] }.joined(separator: ", ")
        }
    }

    func orders(_ random: inout SeededGenerator) -> [NaiveOracle.Order] {
        (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
            fields.randomElement(using: &random).map { order($0, &random) }
        }
    }

    private func order(_ field: Field, _ random: inout SeededGenerator) -> NaiveOracle.Order {
        let direction: ListRecordsQuery.Sort.Direction =
            Bool.random(using: &random) ? .ascending : .descending
        let name = field.schema.name
        let (text, type) = (texts, field.schema.type)
        let choices =
            field.schema.rawOptions?["choices"]?.array?.compactMap { $0["name"]?.string } ?? []
        return .init(query: .init(field: name, direction: direction)) { cells in
            guard let cell = cells[name] else { return .blank }
            switch type {
            case .checkbox: return cell.bool == true ? .number(1) : .blank
            case .singleSelect:
                return .number(Double(choices.firstIndex(of: cell.string ?? "") ?? -1))
            case .number, .currency, .percent, .rating, .count:
                return .number(cell.number?.double ?? .nan)
            default: return .text(of: text(cell))
            }
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
