/// Random formulas over the fields of `RandomCells`: filters as people write them, and odd ones.
struct RandomFormulas {
    var cells: RandomCells

    mutating func filter() -> String {
        switch cells.random.next() % 6 {
        case 0: "AND(\(condition(2)), \(condition(2)), \(condition(1)))"
        case 1: value(2)
        default: condition(2)
        }
    }

    private mutating func condition(_ depth: Int) -> String {
        guard depth > 0 else { return simple() }
        switch cells.random.next() % 8 {
        case 0: return "AND(\(condition(depth - 1)), \(condition(depth - 1)))"
        case 1: return "OR(\(condition(depth - 1)), \(condition(depth - 1)))"
        case 2: return "NOT(\(condition(depth - 1)))"
        case 3: return ids()
        case 4: return membership()
        default: return simple()
        }
    }

    private mutating func simple() -> String {
        switch cells.random.next() % 10 {
        case 0: field()
        case 1: "FIND(\(text()), \(field()))" + cells.pick(["", ">0", "=0", " != 0", ">=1", "<1"])
        case 2: "SEARCH(\(text()), \(field()))"
        case 3: "\(cells.pick(["IS_AFTER", "IS_BEFORE", "IS_SAME"]))(\(field()), \(time()))"
        case 4: "RECORD_ID() \(cells.pick(["=", "!="])) \(id())"
        case 5: "LEN(\(field())) \(sign()) \(number())"
        case 6: "\(value(1)) \(sign()) \(value(1))"
        default: "\(field()) \(sign()) \(constant())"
        }
    }

    private mutating func ids() -> String {
        "OR(" + (0..<5).map { _ in "RECORD_ID()=\(id())" }.joined(separator: ",") + ")"
    }

    private mutating func membership() -> String {
        let name = field()
        let terms = (0..<5).map { _ in "\(name)=\(text())" } + [condition(0)]
        return "OR(" + terms.joined(separator: ",") + ")"
    }

    private mutating func value(_ depth: Int) -> String {
        guard depth > 0 else { return cells.oneIn(2) ? field() : constant() }
        switch cells.random.next() % 14 {
        case 0: return "\(value(depth - 1)) & \(value(depth - 1))"
        case 1:
            return "(\(value(depth - 1)) \(cells.pick(["+", "-", "*", "/"])) \(value(depth - 1)))"
        case 2: return "IF(\(condition(depth - 1)), \(value(depth - 1)), \(value(depth - 1)))"
        case 3: return "LOWER(\(value(depth - 1)))"
        case 4: return "LEFT(\(value(depth - 1)), \(number()))"
        case 5: return "ARRAYJOIN(\(field()))"
        case 6: return "SUM(\(field()), \(value(depth - 1)))"
        case 7: return "\(field())&''"
        case 8: return "IF(ISERROR(\(value(depth - 1))), \(constant()), \(field()))"
        case 9: return "DATETIME_DIFF(\(field()), \(time()), 'days')"
        case 10: return "CREATED_TIME()"
        case 11: return "COUNTA(\(field()))"
        default: return cells.oneIn(2) ? field() : constant()
        }
    }

    private mutating func field() -> String {
        let index = Int(cells.random.next() % UInt64(RandomCells.fields.count))
        switch cells.random.next() % 8 {
        case 0: return "{\(Fixture.id("fld", index))}"
        case 1: return "{\(RandomCells.fields[index].name.uppercased())}"
        default: return "{\(RandomCells.fields[index].name)}"
        }
    }

    private mutating func constant() -> String {
        switch cells.random.next() % 8 {
        case 0: "BLANK()"
        case 1: "TRUE()"
        case 2: "FALSE()"
        case 3: "''"
        case 4: time()
        case 5: number()
        default: text()
        }
    }

    private mutating func sign() -> String { cells.pick(["=", "!=", "<", "<=", ">", ">="]) }

    private mutating func number() -> String {
        cells.pick(["0", "1", "-1", "0.5", "10", "3", "9007199254740992", "9007199254740993"])
    }

    private mutating func text() -> String {
        let text = cells.pick(RandomCells.texts + ["", "Anna", "\"b,c\""])
        return "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
    }

    private mutating func time() -> String {
        let time = cells.pick(RandomCells.times)
        return cells.pick(
            ["DATETIME_PARSE('\(time)')", "'\(time)'", "'\(time.prefix(10))'", "TODAY()", "NOW()"])
    }

    private mutating func id() -> String {
        "'\(Fixture.id("rec", Int(cells.random.next() % 60)))'"
    }
}
