import AirtableAPI
import FormulaLanguage

/// The order of records by cells: blanks first ascending, numbers by value, choices by their
/// position in the field's options, links and lookups by the texts that they show, texts whatever
/// their case and then by code point. Ties keep the order that they had.
struct RecordOrder: Sendable {
    private struct Key: Sendable {
        let field: FieldSchema
        let isDescending: Bool
    }

    private indirect enum Value {
        case blank
        case number(Double)
        case text(folded: String, String)
        case list([Value])

        init(_ text: String) {
            self = text.isEmpty ? .blank : .text(folded: text.lowercased(), text)
        }

        /// Below 0, 0 or above 0, as this value comes before, with or after the other.
        func order(to other: Value) -> Int {
            switch (self, other) {
            case (.number(let one), .number(let two)): one < two ? -1 : one > two ? 1 : 0
            case (.text(let folded, let one), .text(let otherFolded, let two)):
                if folded != otherFolded {
                    folded < otherFolded ? -1 : 1
                } else {
                    one < two ? -1 : one > two ? 1 : 0
                }
            case (.list(let items), .list(let others)):
                zip(items, others).lazy.map { $0.order(to: $1) }.first { $0 != 0 }
                    ?? items.count - others.count
            default: rank - other.rank
            }
        }

        /// Kinds that are not of one kind stand in this order.
        private var rank: Int {
            switch self {
            case .blank: 0
            case .number: 1
            case .text: 2
            case .list: 3
            }
        }
    }

    private let keys: [Key]
    private let table: TableContents

    /// Keys of fields that the table does not have are left out.
    init(_ sort: [ListRecordsQuery.Sort], _ table: TableContents) {
        self.table = table
        keys = sort.compactMap { key in
            table.schema.field(idOrName: key.field).map {
                Key(field: $0, isDescending: key.direction == .descending)
            }
        }
    }

    func sorted(_ records: [SimulatedRecord]) -> [SimulatedRecord] {
        guard !keys.isEmpty else { return records }
        let positions = keys.map { Self.choicePositions($0.field.configuration) }
        let rows = records.enumerated().map { index, record in
            let cells = record.cells
            let values = zip(keys, positions).map {
                value(cells[$0.field.name], $0.field.configuration, $1)
            }
            return (index: index, values: values, record: record)
        }
        return rows.sorted { left, right in
            for (step, key) in keys.enumerated() {
                let order = left.values[step].order(to: right.values[step])
                if order != 0 { return key.isDescending ? order > 0 : order < 0 }
            }
            return left.index < right.index
        }.map(\.record)
    }

    private static func choicePositions(_ field: FieldConfiguration) -> [String: Int] {
        guard case .choices(let choices) = (field.result ?? field).options else { return [:] }
        return Dictionary(choices.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    private func value(
        _ cell: JSONValue?, _ field: FieldConfiguration, _ choices: [String: Int]
    ) -> Value {
        guard let cell else { return .blank }
        if field.type == .multipleLookupValues, let result = field.result {
            return Value(displayed(cell, result).joined(separator: ", "))
        }
        // Other computed cells are ordered as what they result in.
        let field = field.result ?? field
        if field.type == .multipleSelects, let items = cell.array {
            return .list(items.map { choice($0.string ?? "", choices) })
        }
        switch cell {
        case .null, .bool(false): return .blank
        case .bool(true): return .number(1)
        case .number(let number): return .number(number.double)
        case .string(let text):
            let isChoice = [.singleSelect, .externalSyncSource].contains(field.type)
            return isChoice ? choice(text, choices) : Value(text)
        case .array(let items):
            if field.type == .multipleAttachments { return text(items.first ?? .null, field) }
            let texts = items.map { shown($0, field) }
            return Value(texts.joined(separator: ", "))
        case .object(let object):
            switch object["specialValue"]?.string {
            case "Infinity"?: return .number(.infinity)
            case "-Infinity"?: return .number(-.infinity)
            default: return text(cell, field)
            }
        }
    }

    private func choice(_ name: String, _ choices: [String: Int]) -> Value {
        choices[name].map { .number(Double($0)) } ?? Value(name)
    }

    /// The texts of a lookup's values.
    private func displayed(_ cell: JSONValue, _ field: FieldConfiguration) -> [String] {
        if let items = cell.array { return items.flatMap { displayed($0, field) } }
        if cell.isNull { return [] }
        switch field.type {
        case .multipleRecordLinks, .multipleAttachments: return [shown(cell, field)]
        default: return [CellText().text(of: cell, configuration: field) { _ in nil }]
        }
    }

    private func text(_ item: JSONValue, _ field: FieldConfiguration) -> Value {
        Value(shown(item, field))
    }

    /// One item of a cell as it is shown: links by name, people by name, files by file name.
    private func shown(_ item: JSONValue, _ field: FieldConfiguration) -> String {
        if field.type == .multipleRecordLinks, let id = item.string {
            return table.name(of: id) ?? ""
        }
        guard let object = item.object else { return ComputedCell.text(item) }
        let names = ["name", "email", "filename", "text", "label", "value", "id"]
        return names.lazy.compactMap { object[$0]?.string }.first ?? ""
    }
}
