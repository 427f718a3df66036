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

    private struct Order {
        let query: ListRecordsQuery.Sort
        /// Blanks come first.
        let key: (JSONObject) -> Key
    }

    private enum Key: Comparable {
        case blank
        case number(Double)
        case text(String)
    }

    @Test("records and their order are those of a naive reading")
    func agreement() async throws {
        let base = SyntheticBase.make(records: 150, seed: 9)
        let both = try await CompatibleBase(base)
        let table = base.schema.tables[0]
        let records = base.records(table.id).sorted { $0.id < $1.id }
        var kept = 0
        for seed in 0..<UInt64(1_000) {
            var random = SeededGenerator(seed: seed)
            let condition = Self.condition(depth: 2, &random)
            let orders = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                Self.order(table, &random)
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
                found == expected.map(\.id.rawValue), "seed \(seed), \(query.json.text)")
            kept += found.count
        }
        #expect(kept > 10_000, "hardly a query gave records")
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
        switch Int.random(in: 0..<6, using: &random) {
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
        default:
            return Condition(formula: "{Name}='Record \(digit)'") {
                $0["Name"]?.string == "Record \(digit)"
            }
        }
    }

    private static func order(
        _ table: TableSchema, _ random: inout SeededGenerator
    ) -> Order {
        let name =
            ["Score", "Stars", "Done", "Status", "Name", "Amount"]
            .randomElement(using: &random) ?? "Name"
        let direction: ListRecordsQuery.Sort.Direction =
            Bool.random(using: &random) ? .ascending : .descending
        let choices =
            table.field(idOrName: "Status")?.rawOptions?["choices"]?.array?
            .compactMap { $0["name"]?.string } ?? []
        return Order(query: .init(field: name, direction: direction)) { cells in
            guard let cell = cells[name] else { return .blank }
            switch name {
            case "Done": return .number(1)
            case "Status":
                return .number(Double(choices.firstIndex(of: cell.string ?? "") ?? -1))
            case "Name": return .text(cell.string?.lowercased() ?? "")
            default: return .number(cell.number?.double ?? .nan)
            }
        }
    }

    /// Ties stay in the order of ids.
    private static func sorted(
        _ records: [SimulatedRecord], _ orders: [Order]
    ) -> [SimulatedRecord] {
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
