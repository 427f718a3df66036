import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPTypes
import Testing

/// Filters and sorts against a few lines that share nothing with what answers: the simulator and the
/// copy read formulas by one module, and so could err alike.
@Suite struct NaiveOracleTests {
    /// A formula, and what it means.
    private struct Condition {
        let formula: String
        let holds: (JSONObject) -> Bool
    }

    /// A record, decoded once.
    private struct Row {
        let id: String
        let cells: JSONObject
    }

    private struct Order {
        let query: ListRecordsQuery.Sort
        /// Blanks come first.
        let key: (JSONObject) -> Key
    }

    private enum Key: Comparable {
        case blank
        case number(Double)
        case text(String)

        /// In small letters first, then as it is.
        static func text(of text: String) -> Key { .text(text.lowercased() + "\u{0}" + text) }
    }

    @Test("records and their order are those of a naive reading")
    func agreement() async throws {
        let base = SyntheticBase.make(records: 150, seed: 9)
        try Self.rename(base)
        let both = try await CompatibleBase(base)
        let table = base.schema.tables[0]
        let records = base.records(table.id).sorted { $0.id < $1.id }
            .map { Row(id: $0.id.rawValue, cells: $0.cells) }
        let names = Dictionary(
            uniqueKeysWithValues: base.schema.tables.flatMap { base.records($0.id) }
                .map { ($0.id.rawValue, $0.cells["Name"]?.string ?? "") })
        var kept = 0
        for seed in 0..<UInt64(1_000) {
            var random = SeededGenerator(seed: seed)
            let condition = Self.condition(depth: 2, &random)
            let orders = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                Self.order(table, names: names, &random)
            }
            var query = ListRecordsQuery()
            query.filterByFormula = condition.formula
            query.sort = orders.map(\.query)
            let expected = Self.sorted(records.filter { condition.holds($0.cells) }, orders)
            var found: [String] = []
            repeat {
                let path = "/v0/\(base.id)/\(table.id)?" + query.queryString.text
                let page = try JSONValue(parsing: await both.copy(.get, path, nil).body)
                found += page["records"]?.array?.compactMap { $0["id"]?.string } ?? []
                query.offset = page["offset"]?.string
            } while query.offset != nil
            #expect(
                found == expected.map(\.id), "seed \(seed), \(query.json.text)")
            kept += found.count
        }
        #expect(kept > 10_000, "hardly a query gave records")
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
            return Condition(formula: "FIND('\(digit)', {Name})") {
                $0["Name"]?.string?.contains("\(digit)") == true
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
        return Condition(formula: formula) { cells in
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
                return .text(digits?.joined() ?? "")
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

    /// Ties stay in the order of ids.
    private static func sorted(
        _ records: [Row], _ orders: [Order]
    ) -> [Row] {
        records.sorted { left, right in
            for order in orders {
                let (one, other) = (order.key(left.cells), order.key(right.cells))
                guard one != other else { continue }
                return order.query.direction == .ascending ? one < other : other < one
            }
            return left.id < right.id
        }
    }
}
