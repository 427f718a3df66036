import AirtableAPI

/// The order of records by cells: blanks first ascending, numbers by value, choices by their
/// position in the field's options, texts whatever their case and then by code point. Ties keep
/// the order that they had.
struct RecordOrder: Sendable {
    struct Key: Sendable {
        let field: FieldSchema
        let isDescending: Bool
    }

    private enum Value {
        case blank
        case number(Double)
        case text(folded: String, String)

        /// Below 0, 0 or above 0, as this value comes before, with or after the other.
        func order(to other: Value) -> Int {
            switch (self, other) {
            case (.blank, .blank): 0
            case (.blank, _): -1
            case (_, .blank): 1
            case (.number(let one), .number(let two)): one < two ? -1 : one > two ? 1 : 0
            case (.number, .text): -1
            case (.text, .number): 1
            case (.text(let folded, let one), .text(let otherFolded, let two)):
                if folded != otherFolded {
                    folded < otherFolded ? -1 : 1
                } else {
                    one < two ? -1 : one > two ? 1 : 0
                }
            }
        }
    }

    let keys: [Key]

    func sorted(_ records: [SimulatedRecord]) -> [SimulatedRecord] {
        let positions = keys.map { Self.choicePositions($0.field) }
        let rows = records.enumerated().map { index, record in
            let cells = record.cells
            let values = zip(keys, positions).map { Self.value(cells[$0.field.name], $1) }
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

    private static func choicePositions(_ field: FieldSchema) -> [String: Int] {
        guard case .choices(let choices) = field.options else { return [:] }
        return Dictionary(choices.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    private static func value(_ cell: JSONValue?, _ choices: [String: Int]) -> Value {
        switch cell {
        case nil, .null: .blank
        case .bool(let flag): flag ? .number(1) : .blank
        case .number(let number): .number(number.double)
        case .string(let text):
            if let position = choices[text] {
                .number(Double(position))
            } else {
                .text(folded: text.lowercased(), text)
            }
        case .array(let items): text(items.map(\.text).joined(separator: ", "))
        case .object(let object):
            text(object["name"]?.string ?? object["text"]?.string ?? "")
        }
    }

    private static func text(_ text: String) -> Value {
        .text(folded: text.lowercased(), text)
    }
}
