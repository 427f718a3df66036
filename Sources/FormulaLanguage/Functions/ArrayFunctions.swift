/// The functions of arrays; a scalar counts as an array of one element, blank as an empty one.
enum ArrayFunctions {
    /// Without blanks and empty texts; false and texts of white space stay.
    static func compact(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let items = elements(arguments[0])
        guard state.read(items.count << 4) else { return .error(.limit) }
        return .array(items.filter { !$0.isEmpty })
    }

    /// One array of the elements of all nested ones. Airtable's example drops empty texts as well.
    static func flatten(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        var items: [FormulaValue] = []
        arguments[0].forEachElement { if !$0.isEmpty { items.append($0) } }
        guard state.read(items.count << 4) else { return .error(.limit) }
        return .array(items)
    }

    /// The first of equal elements.
    static func unique(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let items = elements(arguments[0])
        guard state.read(items.count << 4) else { return .error(.limit) }
        var seen: Set<FormulaValue> = []
        return .array(items.filter { seen.insert($0).inserted })
    }

    /// Elements from `start` to `end`, both counted from 1 and included, or from the end where
    /// they are negative.
    static func slice(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let items = elements(arguments[0])
        func position(_ value: FormulaValue) -> Int {
            let position = value.integer
            return position < 0 ? items.count + position + 1 : position
        }
        let start = max(position(arguments[1]), 1)
        let hasEnd = arguments.count > 2 && !arguments[2].isEmpty
        let end = min(hasEnd ? position(arguments[2]) : items.count, items.count)
        guard start <= end else { return .array([]) }
        guard state.read((end - start) << 4) else { return .error(.limit) }
        return .array(Array(items[(start - 1)..<end]))
    }

    /// The elements as one text, with a comma between them if nothing else is said.
    static func join(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let items = elements(arguments[0])
        let separator = arguments.count > 1 ? arguments[1].text : ","
        if let fault = items.lazy.compactMap(\.fault).first { return .error(fault) }
        // A bound first: what is refused is not made.
        let bytes = items.reduce(0) { $0 + $1.textBytes + separator.utf8.count }
        guard bytes <= 4 * FormulaLimits.textBytes, state.read(bytes) else {
            state.exhaust()
            return .error(.limit)
        }
        return state.text(FormulaValue.joined(items, separator: separator))
    }

    private static func elements(_ value: FormulaValue) -> [FormulaValue] {
        switch value {
        case .array(let items): items
        case .blank: []
        default: [value]
        }
    }
}
