import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPTypes
import Testing

/// Filters, sorts, views and pages against a `NaiveOracle`.
@Suite(.serialized) struct NaiveOracleTests {
    private typealias Condition = NaiveOracle.Condition
    private typealias Order = NaiveOracle.Order

    @Test("records and their order are those of a naive reading")
    func agreement() async throws {
        let base = SyntheticBase.make(records: 150, seed: 9)
        try Self.rename(base)
        let table = base.schema.tables[0]
        let oracle = NaiveOracle(base, table, seed: 1)
        let names = NaiveOracle.names(base)
        let outcome = try await NaiveOracle.compare(
            CompatibleBase(base), [oracle], count: 5_000
        ) { _, random in
            var condition = Self.condition(depth: 2, &random)
            if Int.random(in: 0..<6, using: &random) == 0 {
                condition = Self.dated(condition, &random)
            }
            let orders = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                Self.order(table, names: names, &random)
            }
            return (condition, orders)
        }
        for failure in outcome.failures { Issue.record("\(failure)") }
        #expect(outcome.records > 40_000, "hardly a query gave records")
    }

    @Test(
        "records of a real base and their order are those of a naive reading",
        .enabled(
            if: FileManager.default.fileExists(atPath: DifferentialTests.dataFolder + "/base.json"),
            "the folder shared/data/cmip7-release is not here"))
    func realBase() async throws {
        let base = try #require(try BaseFolder.load(DifferentialTests.dataFolder).first)
        let names = NaiveOracle.names(base)
        let tables = base.schema.tables.filter { !base.records($0.id).isEmpty }
        let oracles = tables.enumerated().map {
            NaiveOracle(base, $0.element, seed: UInt64($0.offset))
        }
        let fields = Dictionary(
            uniqueKeysWithValues: oracles.map { ($0.table.id, NaiveFields($0, names: names)) })
        let outcome = try await NaiveOracle.compare(
            CompatibleBase(base), oracles, count: 5_000
        ) { oracle, random in
            guard let fields = fields[oracle.table.id] else { return (nil, []) }
            let condition = fields.condition(depth: 2, &random)
            return (condition, fields.orders(&random))
        }
        for failure in outcome.failures { Issue.record("\(failure)") }
        #expect(outcome.records > 20_000, "hardly a query gave records")
    }

    @Test("cells as texts are those of a naive reading")
    func texts() async throws {
        let base = SyntheticBase.make(records: 150, seed: 9)
        let both = try await CompatibleBase(base)
        let table = base.schema.tables[0]
        let rows = NaiveOracle(base, table, seed: 1).rows
        let path = "/v0/\(base.id)/\(table.id)?cellFormat=string&timeZone=utc&userLocale=en"
        var compared: [FieldType: Int] = [:]
        var offset: String?
        var found: [JSONValue] = []
        repeat {
            let rest = offset.map { "&offset=\(QueryString.encode($0))" } ?? ""
            let page = try await both.copy(.get, path + rest, nil).json
            found += page["records"]?.array ?? []
            offset = page["offset"]?.string
        } while offset != nil
        #expect(found.map { $0["id"]?.string } == rows.map(\.id))
        for (record, row) in zip(found, rows) {
            for field in table.fields {
                guard let cell = row.cells[field.name], let text = Self.text(cell, field) else {
                    continue
                }
                compared[field.type, default: 0] += 1
                #expect(
                    record["fields"]?[field.name]?.string == text, "\(row.id) \(field.name)")
            }
        }
        for type in [FieldType.currency, .number, .percent, .checkbox, .multipleSelects, .rating] {
            #expect(compared[type] ?? 0 > 50, "\(type)")
        }
    }

    /// A cell as `cellFormat=string` shows it; nil for a type that no few lines tell.
    private static func text(_ cell: JSONValue, _ field: FieldSchema) -> String? {
        let digits = field.rawOptions?["precision"]?.integer ?? 0
        func fixed(_ number: Double) -> String { String(format: "%.\(digits)f", number) }
        let number = cell.number?.double ?? .nan
        switch field.type {
        case .singleLineText, .multilineText, .email, .url, .phoneNumber, .singleSelect:
            return cell.string
        case .multipleSelects: return cell.array?.compactMap(\.string).joined(separator: ", ")
        case .checkbox: return "checked"
        case .rating: return String(Int(number))
        case .number: return fixed(number)
        case .percent: return fixed(number * 100) + "%"
        case .currency:
            let symbol = field.rawOptions?["symbol"]?.string ?? ""
            return (number < 0 ? "-" : "") + symbol + fixed(number.magnitude)
        default: return nil
        }
    }

    /// Gives some records names that differ in case alone, or in letters beyond ASCII.
    private static func rename(_ base: SimulatedBase) throws {
        let table = base.schema.tables[0]
        for (index, record) in base.records(table.id).enumerated() where index % 3 == 0 {
            let name = ["record \(index)", "RECORD \(index % 10)", "Ärger", "ärger \(index)"]
            try base.updateRecord(
                record.id, in: table.id.rawValue, cells: ["Name": .string(name[index / 3 % 4])])
        }
    }

    private static func condition(
        depth: Int, _ random: inout SeededGenerator
    ) -> Condition {
        guard depth > 0, Bool.random(using: &random) else { return comparison(&random) }
        let left = condition(depth: depth - 1, &random)
        let right = condition(depth: depth - 1, &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            return Condition(formula: "AND(\(left.formula), \(right.formula))") {
                left.holds($0) && right.holds($0)
            }
        case 1:
            return Condition(formula: "OR(\(left.formula), \(right.formula))") {
                left.holds($0) || right.holds($0)
            }
        default: return Condition(formula: "NOT(\(left.formula))") { !left.holds($0) }
        }
    }

    /// With a date that is compared with a time of day. A blank one is an error, which `NOT` would not
    /// make a match: so it is a part of the outermost `AND`.
    private static func dated(
        _ condition: Condition, _ random: inout SeededGenerator
    ) -> Condition {
        let month = Int.random(in: 1...9, using: &random)
        let day = "2024-0\(month)-\(Int.random(in: 10...28, using: &random))"
        let hasTime = Bool.random(using: &random)
        let time = "'\(day)\(hasTime ? "T13:30:00.000Z" : "")'"
        // ISO 8601 sorts as time does; a date is its midnight.
        let (test, holds): (String, @Sendable (String) -> Bool) =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: ("IS_BEFORE({Due}, \(time))", { hasTime ? $0 <= day : $0 < day })
            case 1: ("IS_AFTER({Due}, \(time))", { $0 > day })
            case 2: ("IS_AFTER(\(time), {Due})", { hasTime ? $0 <= day : $0 < day })
            default: ("IS_BEFORE(\(time), {Due})", { $0 > day })
            }
        return Condition(formula: "AND(\(condition.formula), \(test))") {
            condition.holds($0) && $0["Due"]?.string.map(holds) == true
        }
    }

    /// Blank counts as 0, so numbers are compared with positive ones alone.
    private static func comparison(_ random: inout SeededGenerator) -> Condition {
        let digit = Int.random(in: 1...9, using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0:
            return Condition(formula: "{Score} > \(digit * 10)") {
                ($0["Score"]?.number?.double ?? 0) > Double(digit * 10)
            }
        case 1:
            let stars = 1 + digit % 5
            return Condition(formula: "{Stars}=\(stars)") { $0["Stars"]?.integer == stars }
        case 2: return Condition(formula: "{Done}") { $0["Done"]?.bool == true }
        case 3:
            return Condition(formula: "{Status}='Done'") { $0["Status"]?.string == "Done" }
        case 4:
            let (sign, isFound) =
                [
                    ("", true), (">0", true), (">=1", true), ("!=0", true), ("=0", false),
                    ("<1", false), ("<=0", false),
                ].randomElement(using: &random) ?? ("", true)
            return Condition(formula: "FIND('\(digit)', {Name})\(sign)") {
                ($0["Name"]?.string?.contains("\(digit)") == true) == isFound
            }
        case 5:
            return Condition(formula: "{Name}='Record \(digit)'") {
                $0["Name"]?.string == "Record \(digit)"
            }
        default: return functionComparison(digit, &random)
        }
    }

    /// What functions of letters, lists and times give.
    private static func functionComparison(
        _ digit: Int, _ random: inout SeededGenerator
    ) -> Condition {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            // Letters count as they are.
            let letters =
                ["Order", "order", "NAÏVE", "naïve", "Größe"]
                .randomElement(using: &random) ?? ""
            return Condition(formula: "FIND('\(letters)', {Notes})") {
                $0["Notes"]?.string?.contains(letters) == true
            }
        case 1:
            return Condition(formula: "SEARCH('RECORD \(digit)', {Name})") {
                $0["Name"]?.string?.lowercased().contains("record \(digit)") == true
            }
        case 2:
            return Condition(formula: "FIND('gr', ARRAYJOIN({Tags}))") { cells in
                cells["Tags"]?.array?.contains { $0.string?.contains("gr") == true } == true
            }
        case 3: return localHour(8 + digit, &random)
        case 4:
            return Condition(formula: "IF({Due}, IS_AFTER({Due}, '2024-0\(digit)-01'), 0)") {
                // ISO 8601 sorts as time does.
                $0["Due"]?.string.map { $0 > "2024-0\(digit)-01" } == true
            }
        default:
            return Condition(formula: "IF({Due}, MOD(DAY({Due}), \(digit + 1))=0, 0)") {
                let day = $0["Due"]?.string.flatMap { Int($0.suffix(2)) }
                return day.map { $0 % (digit + 1) == 0 } == true
            }
        }
    }

    /// The hour of day somewhere, by the machine's own table of time zones.
    private static func localHour(
        _ hour: Int, _ random: inout SeededGenerator
    ) -> Condition {
        let name =
            ["America/New_York", "Europe/Berlin", "Asia/Kolkata"].randomElement(using: &random)
            ?? "UTC"
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: name) ?? .gmt
        let formula =
            "IF({Seen at}, DATETIME_FORMAT(SET_TIMEZONE({Seen at}, '\(name)'), 'H')='\(hour)', 0)"
        return Condition(formula: formula) { [calendar] cells in
            guard let text = cells["Seen at"]?.string,
                let date = try? Date(
                    text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            else { return false }
            return calendar.component(.hour, from: date) == hour
        }
    }

    private static func order(
        _ table: TableSchema, names: [String: String], _ random: inout SeededGenerator
    ) -> Order {
        let name =
            [
                "Score", "Stars", "Done", "Status", "Name", "Amount", "Due", "Seen at", "Tags",
                "Owner", "Next", "Next name", "Label",
            ]
            .randomElement(using: &random) ?? "Name"
        let direction: ListRecordsQuery.Sort.Direction =
            Bool.random(using: &random) ? .ascending : .descending
        func choices(_ field: String) -> [String] {
            table.field(idOrName: field)?.rawOptions?["choices"]?.array?
                .compactMap { $0["name"]?.string } ?? []
        }
        let (statuses, tags) = (choices("Status"), choices("Tags"))
        return Order(query: .init(field: name, direction: direction)) { cells in
            guard let cell = cells[name] else { return .blank }
            switch name {
            case "Done": return .number(1)
            case "Status":
                return .number(Double(statuses.firstIndex(of: cell.string ?? "") ?? -1))
            case "Name", "Due", "Seen at", "Label":
                return .text(of: cell.string ?? "")
            case "Owner": return .text(of: cell["name"]?.string ?? "")
            case "Tags":
                // Choices by their position, one after the other: digits sort as numbers do.
                let digits = cell.array?.compactMap { tag in
                    tags.firstIndex(of: tag.string ?? "").map(String.init)
                }
                return .text(of: digits?.joined() ?? "")
            case "Next":
                let linked = cell.array?.compactMap { names[$0.string ?? ""] }
                return .text(of: linked?.joined(separator: ", ") ?? "")
            case "Next name":
                let texts = cell.array?.compactMap(\.string)
                return .text(of: texts?.joined(separator: ", ") ?? "")
            default: return .number(cell.number?.double ?? .nan)
            }
        }
    }
}
