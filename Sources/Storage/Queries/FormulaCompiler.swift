import AirtableAPI
import FormulaLanguage

/// Makes SQL of those parts of a formula that SQL answers exactly as evaluation does: the same
/// records, blanks included. Whatever it does not know is evaluated.
struct FormulaCompiler {
    let table: StoredTable
    /// What each name in the formula means.
    let places: [String: Int]
    let fields: [FormulaField]
    let now: Int64

    /// A part that is true or false for each record, and what must not be for that.
    struct Condition {
        var sql: SQLFragment
        /// Conditions under which a cell is not of the usual kind of its field.
        var exceptions: [String] = []
        var indexable: [FieldID] = []
        /// Levels of conditions within one another.
        var depth = 1

        init(_ sql: String, _ parameters: [SQLValue] = []) {
            self.sql = SQLFragment(sql, parameters)
        }

        var negated: Condition {
            var copy = self
            copy.sql = sql.negated
            copy.indexable = []
            copy.depth += 1
            return copy
        }
    }

    /// The part as SQL, for use where a part that gives an error counts as false.
    ///
    /// - Returns: nil where SQL would not say the same.
    func condition(_ part: Expression) throws -> FormulaCondition? {
        guard let compiled = strict(part) ?? dateTest(part),
            compiled.sql.parameters.count <= StorageLimits.formulaParameters,
            compiled.depth <= StorageLimits.formulaDepth
        else { return nil }
        let exceptions = Set(compiled.exceptions).sorted()
        return FormulaCondition(
            sql: compiled.sql,
            exception: exceptions.isEmpty ? nil : exceptions.joined(separator: " OR "),
            formula: try Formula(part: .call(.and, [part], offset: 0)).bound(to: fields),
            indexable: exceptions.isEmpty ? compiled.indexable : [])
    }

    /// A part whose evaluation gives no error for any record, as its truth.
    private func strict(_ part: Expression) -> Condition? {
        switch part {
        case .number(let number): return Condition(number != 0 && !number.isNaN ? "1" : "0")
        case .text(let text): return Condition(text.isEmpty ? "0" : "1")
        case .field(let name, _): return truth(of: name)
        case .call(.true, _, _): return Condition("1")
        case .call(.false, _, _), .call(.blank, _, _): return Condition("0")
        case .call(.not, let arguments, _): return strict(arguments[0])?.negated
        case .call(.and, let arguments, _): return joined(arguments, by: " AND ")
        case .call(.or, let arguments, _): return either(arguments)
        case .call(.find, _, _): return found(part)
        case .binary(let sign, let left, let right): return comparison(left, sign, right)
        default: return nil
        }
    }

    // MARK: Logic

    private func joined(_ parts: [Expression], by separator: String) -> Condition? {
        // SQLite bounds the depth of its expressions, and a row of operators is one.
        guard parts.count <= StorageLimits.formulaTerms else { return nil }
        var all: [Condition] = []
        for part in parts {
            guard let condition = strict(part) else { return nil }
            all.append(condition)
        }
        return Self.joined(all, by: separator)
    }

    private static func joined(_ parts: [Condition], by separator: String) -> Condition {
        var result = Condition(
            "(" + parts.map(\.sql.sql).joined(separator: separator) + ")",
            parts.flatMap(\.sql.parameters))
        result.exceptions = parts.flatMap(\.exceptions)
        result.indexable = parts.flatMap(\.indexable)
        result.depth = (parts.map(\.depth).max() ?? 0) + 1
        return result
    }

    /// `OR`, with one look-up for all comparisons of the record's id or of one text field.
    private func either(_ parts: [Expression]) -> Condition? {
        var texts: [String: [String]] = [:]
        var rest: [Expression] = []
        for part in parts {
            if let (column, text) = equality(part) {
                texts[column, default: []].append(text)
            } else {
                rest.append(part)
            }
        }
        guard rest.count <= StorageLimits.formulaTerms else { return nil }
        var all: [Condition] = []
        for part in rest {
            guard let condition = strict(part) else { return nil }
            all.append(condition)
        }
        for (column, values) in texts.sorted(by: { $0.key < $1.key }) {
            let list = SQLValue.list(values)
            if column.isEmpty {
                all.append(
                    Condition(
                        """
                        t.aircache_key IN (SELECT key FROM \(table.bodiesName) \
                        WHERE id IN (SELECT value FROM json_each(?)))
                        """, [list]))
            } else {
                all.append(Condition("\(column) IN (SELECT value FROM json_each(?))", [list]))
            }
        }
        return Self.joined(all, by: " OR ")
    }

    /// A comparison of the record's id, whose column is told as empty, or of a text field with a
    /// text that is not empty.
    private func equality(_ part: Expression) -> (column: String, text: String)? {
        guard case .binary(.equal, let left, let right) = part else { return nil }
        switch (operand(left), operand(right)) {
        case (.recordID, .text(let text)), (.text(let text), .recordID): return ("", text)
        case (.field(let field), .text(let text)), (.text(let text), .field(let field)):
            // SQLite's JSON ends texts at NUL.
            guard field.kind == .text, field.exception == nil, !text.isEmpty,
                !text.utf8.contains(0)
            else { return nil }
            return (field.column, text)
        default: return nil
        }
    }

    // MARK: Fields

    struct Field {
        enum Kind { case text, number, box, date, dateTime }

        let kind: Kind
        let column: String
        let id: FieldID
        /// When a cell of it is not of that kind; nil where it always is.
        let exception: String?

        func condition(_ sql: String, _ parameters: [SQLValue] = []) -> Condition {
            var condition = Condition(sql, parameters)
            condition.exceptions = exception.map { [$0] } ?? []
            condition.indexable = sql.hasPrefix(column) ? [id] : []
            return condition
        }
    }

    func field(_ name: String) -> Field? {
        guard let place = places[name] else { return nil }
        let field = table.fields[place]
        // A lookup is a list, whatever its result is called.
        guard field.schema.type != .multipleLookupValues else { return nil }
        let column = "t." + SQLIdentifier.quoted(field.columnName)
        let isComputed = field.schema.type == .formula || field.schema.type == .rollup
        // Times of creation and modification are none of the kinds below but by their results.
        let type = field.shown.type
        switch type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber, .singleSelect:
            // An error or a list of a computed field stands there as JSON.
            return Field(
                kind: .text, column: column, id: field.id,
                exception: isComputed ? "unicode(\(column)) IN (91, 123)" : nil)
        case .number, .currency, .percent, .duration, .rating, .autoNumber, .count:
            return Field(
                kind: .number, column: column, id: field.id,
                exception: isComputed ? "typeof(\(column)) = 'text'" : nil)
        case .checkbox where !isComputed:
            return Field(kind: .box, column: column, id: field.id, exception: nil)
        case .date where !isComputed:
            return Field(kind: .date, column: column, id: field.id, exception: nil)
        case .dateTime where !isComputed:
            return Field(kind: .dateTime, column: column, id: field.id, exception: nil)
        default: return nil
        }
    }

    private func truth(of name: String) -> Condition? {
        guard let field = field(name) else { return nil }
        switch field.kind {
        case .text, .date, .dateTime: return field.condition("\(field.column) <> ''")
        case .number, .box: return field.condition("\(field.column) <> 0")
        }
    }

    /// `FIND` of a text in a text field, as its truth.
    func found(_ part: Expression) -> Condition? {
        guard case .call(.find, let arguments, _) = part, arguments.count == 2,
            case .text(let what) = arguments[0], !what.isEmpty,
            case .field(let field) = operand(arguments[1]), field.kind == .text
        else { return nil }
        return field.condition("instr(\(field.column), ?) > 0", [.text(what)])
    }
}

extension SQLValue {
    /// Texts for `json_each`.
    static func list(_ texts: [String]) -> SQLValue {
        .text(JSONValue.array(texts.map(JSONValue.string)).text)
    }
}
