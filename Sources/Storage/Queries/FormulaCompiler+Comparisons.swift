import FormulaLanguage

extension FormulaCompiler {
    /// What stands on a side of a comparison.
    enum Operand {
        case field(Field)
        case text(String)
        case number(Double)
        case boolean(Bool)
        case blank
        case recordID
    }

    func operand(_ expression: Expression) -> Operand? {
        switch expression {
        case .field(let name, _): return field(name).map(Operand.field)
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .unary(.negate, .number(let number)): return .number(-number)
        case .unary(.plus, .number(let number)): return .number(number)
        case .call(.true, _, _): return .boolean(true)
        case .call(.false, _, _): return .boolean(false)
        case .call(.blank, _, _): return .blank
        case .call(.recordID, _, _): return .recordID
        // A text field joined with nothing is its text.
        case .binary(.concatenate, let one, .text("")), .binary(.concatenate, .text(""), let one):
            guard case .field(let field) = operand(one), field.kind == .text else { return nil }
            return .field(field)
        default: return nil
        }
    }

    func comparison(
        _ left: Expression, _ sign: Expression.BinaryOperator, _ right: Expression
    ) -> Condition? {
        guard sign.sql != nil else { return nil }
        if let found = comparedFind(left, sign, right) { return found }
        guard let one = operand(left), let other = operand(right) else { return nil }
        switch (one, other) {
        case (.field(let one), .field(let other)): return Self.fields(one, sign, other)
        case (.field(let field), _): return Self.comparison(field, sign, other)
        case (_, .field(let field)): return Self.comparison(field, sign.turned, one)
        case (.recordID, .text(let text)), (.text(let text), .recordID):
            return recordID(sign, text)
        default: return nil
        }
    }

    private func recordID(_ sign: Expression.BinaryOperator, _ text: String) -> Condition? {
        let equal = Condition(
            "t.aircache_key = (SELECT key FROM \(table.bodiesName) WHERE id = ?)", [.text(text)])
        switch sign {
        case .equal: return equal
        case .notEqual: return equal.negated
        default: return nil
        }
    }

    /// `FIND(…) > 0` and the like.
    private func comparedFind(
        _ left: Expression, _ sign: Expression.BinaryOperator, _ right: Expression
    ) -> Condition? {
        guard case .number(let number) = right, let found = found(left) else { return nil }
        switch (sign, number) {
        case (.greater, 0), (.notEqual, 0), (.greaterOrEqual, 1): return found
        case (.equal, 0), (.lessOrEqual, 0), (.less, 1): return found.negated
        default: return nil
        }
    }

    private static func fields(
        _ one: Field, _ sign: Expression.BinaryOperator, _ other: Field
    ) -> Condition? {
        guard let operation = sign.sql else { return nil }
        func joined(_ sql: String) -> Condition {
            var condition = Condition(sql)
            condition.exceptions = [one.exception, other.exception].compactMap { $0 }
            return condition
        }
        switch (one.kind, other.kind) {
        case (.text, .text):
            return joined("coalesce(\(one.column), '') \(operation) coalesce(\(other.column), '')")
        case (.number, .number), (.number, .box), (.box, .number), (.box, .box):
            // Formulas calculate with doubles; SQLite would tell neighbours beyond 2^53 apart.
            return joined(
                """
                CAST(coalesce(\(one.column), 0) AS REAL) \(operation) \
                CAST(coalesce(\(other.column), 0) AS REAL)
                """)
        default: return nil
        }
    }

    private static func comparison(
        _ field: Field, _ sign: Expression.BinaryOperator, _ value: Operand
    ) -> Condition? {
        switch (field.kind, value) {
        case (.text, .text(let text)): return self.text(field, sign, text)
        case (.text, .blank): return self.text(field, sign, "")
        case (.text, .number(let number)):
            // A number next to a text is compared as its text.
            guard number != 0 else { return nil }
            let text = FormulaValue.number(number).text
            switch sign {
            case .equal: return self.text(field, .equal, text)
            case .notEqual: return self.text(field, .notEqual, text)
            default: return nil
            }
        case (.number, .number(let number)), (.box, .number(let number)):
            return self.number(field, sign, number)
        case (.number, .boolean(let boolean)), (.box, .boolean(let boolean)):
            return self.number(field, sign, boolean ? 1 : 0)
        case (.number, .blank), (.box, .blank): return self.number(field, sign, 0)
        case (.number, .text("")): return empty(field, sign, "\(field.column) IS NULL")
        case (.box, .text("")): return empty(field, sign, "coalesce(\(field.column), 0) = 0")
        case (.date, .blank), (.dateTime, .blank), (.date, .text("")), (.dateTime, .text("")):
            return empty(field, sign, "coalesce(\(field.column), '') = ''")
        default: return nil
        }
    }

    private static func empty(
        _ field: Field, _ sign: Expression.BinaryOperator, _ sql: String
    ) -> Condition? {
        switch sign {
        case .equal: field.condition(sql)
        case .notEqual: field.condition(sql).negated
        default: nil
        }
    }

    /// Texts go by their bytes, as SQLite compares them; an empty cell is an empty text.
    private static func text(
        _ field: Field, _ sign: Expression.BinaryOperator, _ text: String
    ) -> Condition? {
        guard let operation = sign.sql else { return nil }
        let (plain, full) = (field.column, "coalesce(\(field.column), '')")
        switch sign {
        // Without `coalesce` an index serves.
        case .equal where !text.isEmpty, .greater:
            return field.condition("\(plain) \(operation) ?", [.text(text)])
        case .notEqual where !text.isEmpty:
            return field.condition("\(plain) = ?", [.text(text)]).negated
        default: return field.condition("\(full) \(operation) ?", [.text(text)])
        }
    }

    /// An empty cell is 0. Up to 2^53 SQLite compares a whole number as formulas do, who hold it as a
    /// double.
    private static func number(
        _ field: Field, _ sign: Expression.BinaryOperator, _ number: Double
    ) -> Condition? {
        guard let operation = sign.sql, number.magnitude < 0x1p53 else { return nil }
        let blankMatches = FormulaCompiler.holds(0, sign, number)
        if !blankMatches {
            return field.condition("\(field.column) \(operation) ?", [.real(number)])
        }
        return field.condition("coalesce(\(field.column), 0) \(operation) ?", [.real(number)])
    }

    private static func holds(
        _ one: Double, _ sign: Expression.BinaryOperator, _ other: Double
    ) -> Bool {
        switch sign {
        case .equal: one == other
        case .notEqual: one != other
        case .less: one < other
        case .lessOrEqual: one <= other
        case .greater: one > other
        case .greaterOrEqual: one >= other
        default: false
        }
    }

    // MARK: Dates

    /// A comparison of a date field with a time that no record changes. An empty cell may make it an
    /// error, which is why it only serves where that counts as false.
    func dateTest(_ part: Expression) -> Condition? {
        switch part {
        case .call(.isAfter, let arguments, _): date(arguments[0], .greater, arguments[1])
        case .call(.isBefore, let arguments, _): date(arguments[0], .less, arguments[1])
        case .binary(let sign, let left, let right) where sign.sql != nil && sign != .notEqual:
            date(left, sign, right)
        default: nil
        }
    }

    private func date(
        _ left: Expression, _ sign: Expression.BinaryOperator, _ right: Expression
    ) -> Condition? {
        if case .field(let field) = operand(left), let time = instant(right) {
            return Self.date(field, sign, time)
        }
        if case .field(let field) = operand(right), let time = instant(left) {
            return Self.date(field, sign.turned, time)
        }
        return nil
    }

    /// The instant that an expression without fields means, in ms since 1970.
    private func instant(_ expression: Expression) -> Int64? {
        let formula = Formula(part: expression)
        guard formula.fieldNames.isEmpty, let bound = try? formula.bound(to: []),
            !bound.usesRecordID, !bound.usesCreatedTime, !bound.usesLastModifiedTime
        else { return nil }
        switch bound.evaluate(NoCells(), FormulaContext(now: now)) {
        case .date(let date): return date.milliseconds
        case .text(let text): return FormulaDate(parsing: text)?.milliseconds
        default: return nil
        }
    }

    private static func date(
        _ field: Field, _ sign: Expression.BinaryOperator, _ time: Int64
    ) -> Condition? {
        guard field.kind == .date || field.kind == .dateTime, let operation = sign.sql,
            let text = FormulaDate(milliseconds: time, hasTime: true)?.isoText,
            text.utf8.count == "2024-01-02T03:04:05.000Z".utf8.count
        else { return nil }
        guard field.kind == .date else {
            return field.condition("\(field.column) \(operation) ?", [.text(text)])
        }
        // A date is its midnight: behind the day's beginning comes the next day.
        let day = String(text.prefix(10))
        let isMidnight = text.hasSuffix("T00:00:00.000Z")
        switch sign {
        case .greater, .lessOrEqual:
            return field.condition("\(field.column) \(operation) ?", [.text(day)])
        case .less:
            return field.condition("\(field.column) \(isMidnight ? "<" : "<=") ?", [.text(day)])
        case .greaterOrEqual:
            return field.condition("\(field.column) \(isMidnight ? ">=" : ">") ?", [.text(day)])
        case .equal where isMidnight: return field.condition("\(field.column) = ?", [.text(day)])
        default: return isMidnight ? nil : Condition("0")
        }
    }
}

/// For expressions that read no record.
private struct NoCells: FormulaRecord {
    var id: String { "" }
    var createdTime: Int64 { 0 }
    var lastModifiedTime: Int64? { nil }
    func value(_ fieldIndex: Int) -> FormulaValue { .blank }
}

extension Expression.BinaryOperator {
    /// The sign in SQL; nil for what is no comparison.
    var sql: String? {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less, .lessOrEqual, .greater, .greaterOrEqual: rawValue
        case .add, .subtract, .multiply, .divide, .concatenate: nil
        }
    }

    /// The sign that says the same with the sides exchanged.
    var turned: Expression.BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
