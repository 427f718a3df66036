extension FormulaValue {
    /// The value as `&` and the text functions see it.
    package var text: String {
        switch self {
        case .blank: ""
        case .number(let number): NumberText.text(of: number)
        case .text(let text): text
        case .boolean(let boolean): boolean ? "1" : "0"
        case .date(let date): date.isoText
        case .array(let items): Self.joined(items, separator: ", ")
        case .error(let fault): fault == .limit ? "" : "#ERROR!"
        }
    }

    /// The value as arithmetic sees it; NaN where it is no number.
    var number: Double {
        switch self {
        case .blank: 0
        case .number(let number): number
        case .text(let text): text.isEmpty ? 0 : NumberText.number(text) ?? .nan
        case .boolean(let boolean): boolean ? 1 : 0
        case .date: .nan
        case .array(let items): Self.number(of: items)
        case .error: .nan
        }
    }

    /// A lookup of one number can be calculated with.
    private static func number(of items: [FormulaValue]) -> Double {
        switch items.count {
        case 0: 0
        case 1: items[0].number
        default: .nan
        }
    }

    /// A number of characters, digits or days: truncated, 0 where it is no number.
    var integer: Int { NumberText.integer(number) }

    /// An array of one element stands for its element, an empty one for blank.
    var unwrapped: FormulaValue {
        guard case .array(let items) = self, items.count < 2 else { return self }
        return items.first?.unwrapped ?? .blank
    }

    /// Calls `body` with the value's elements, nested arrays resolved; a scalar is its only element.
    func forEachElement(_ body: (FormulaValue) -> Void) {
        guard case .array(let items) = self else { return body(self) }
        for item in items { item.forEachElement(body) }
    }

    static func joined(_ items: [FormulaValue], separator: String) -> String {
        guard items.count != 1 else { return items[0].text }
        var output = ""
        for (index, item) in items.enumerated() {
            if index > 0 { output += separator }
            output += item.text
        }
        return output
    }

    /// The bytes of `text`, without making it where that is cheap to know. An upper bound.
    var textBytes: Int {
        switch self {
        case .blank: 0
        case .text(let text): text.utf8.count
        case .array(let items): items.reduce(0) { $0 + $1.textBytes + 2 }
        default: 32
        }
    }
}
