import AirtableAPI
import AirtableSimulator
import Foundation
import HTTPTypes
import Testing

/// The records of a table as a few lines find and sort them that share nothing with what answers: the
/// simulator and the copy read formulas by one module, and so could err alike.
struct NaiveOracle: Sendable {
    /// A formula, and what it means.
    struct Condition: Sendable {
        let formula: String
        let holds: @Sendable (JSONObject) -> Bool
    }

    /// A record, decoded once.
    struct Row: Sendable {
        let id: String
        let cells: JSONObject
    }

    struct Order: Sendable {
        let query: ListRecordsQuery.Sort
        /// Blanks come first.
        let key: @Sendable (JSONObject) -> Key
    }

    enum Key: Comparable {
        case blank
        case number(Double)
        case text([UInt8])

        /// In small letters first, then as it is.
        static func text(of text: String) -> Key {
            .text(Array((text.lowercased() + "\u{0}" + text).utf8))
        }

        static func < (left: Key, right: Key) -> Bool {
            switch (left, right) {
            case (.number(let one), .number(let other)): one < other
            case (.text(let one), .text(let other)): one.lexicographicallyPrecedes(other)
            case (.blank, .blank): false
            case (.blank, _): true
            case (.number, .text): true
            default: false
            }
        }
    }

    let table: TableSchema
    /// In the order of ids.
    let rows: [Row]
    /// The rows of a view in its order, which is random.
    let view: (name: String, rows: [Row])?

    /// - Parameter seed: decides which records the view shows.
    init(_ base: SimulatedBase, _ table: TableSchema, seed: UInt64) {
        self.table = table
        rows = base.records(table.id).sorted { $0.id < $1.id }
            .map { Row(id: $0.id.rawValue, cells: $0.cells) }
        guard let view = table.views.first else {
            self.view = nil
            return
        }
        var random = SeededGenerator(seed: seed)
        let shown = rows.shuffled(using: &random).prefix(rows.count * 2 / 3)
        base.setRecords(shown.map { RecordID($0.id) }, of: view.id)
        self.view = (view.name, Array(shown))
    }

    /// The names of a base's records, where their primary cells are texts.
    static func names(_ base: SimulatedBase) -> [String: String] {
        var names: [String: String] = [:]
        for table in base.schema.tables {
            guard let primary = table.fields.first(where: { $0.id == table.primaryFieldID })
            else { continue }
            for record in base.records(table.id) {
                names[record.id.rawValue] = record.cells[primary.name]?.string ?? ""
            }
        }
        return names
    }

    /// Makes a question of a condition and orders, of a part of its records or all of them.
    func question(
        _ condition: Condition?, _ orders: [Order], _ random: inout SeededGenerator
    ) -> (query: ListRecordsQuery, expected: [String]) {
        var query = ListRecordsQuery()
        query.filterByFormula = condition?.formula
        query.sort = orders.map(\.query)
        var rows = rows
        if let view, Int.random(in: 0..<4, using: &random) == 0 {
            query.view = view.name
            rows = view.rows
        }
        query.pageSize = [nil, nil, 100, 60, 40, 17].randomElement(using: &random) ?? nil
        query.maxRecords = [nil, nil, nil, 1, 17, 18, 40, 61].randomElement(using: &random) ?? nil
        let matching = rows.filter { condition?.holds($0.cells) ?? true }
        let sorted = Self.sorted(matching, orders).prefix(query.maxRecords ?? .max)
        return (query, sorted.map(\.id))
    }

    /// Ties stay in the order that the records come in.
    private static func sorted(_ rows: [Row], _ orders: [Order]) -> [Row] {
        let keyed = rows.enumerated().map { place, row in
            (place: place, row: row, keys: orders.map { $0.key(row.cells) })
        }
        return keyed.sorted { left, right in
            for (order, keys) in zip(orders, zip(left.keys, right.keys)) where keys.0 != keys.1 {
                return order.query.direction == .ascending
                    ? keys.0 < keys.1 : keys.1 < keys.0
            }
            return left.place < right.place
        }.map(\.row)
    }
}

extension NaiveOracle {
    /// What came of some questions.
    struct Outcome: Sendable {
        var failures: [String] = []
        var records = 0
    }

    /// Asks a copy, page by page, several questions at a time.
    ///
    /// - Parameter make: gives the condition and the orders for a seed.
    static func compare(
        _ both: CompatibleBase, _ oracles: [NaiveOracle], count: Int,
        _ make: @escaping @Sendable (NaiveOracle, inout SeededGenerator) -> (Condition?, [Order])
    ) async throws -> Outcome {
        let workers = ProcessInfo.processInfo.activeProcessorCount
        return try await withThrowingTaskGroup(of: Outcome.self) { tasks in
            for worker in 0..<workers {
                tasks.addTask {
                    var outcome = Outcome()
                    for number in stride(from: worker, to: count, by: workers)
                    where outcome.failures.count < 5 {
                        let oracle = oracles[number % oracles.count]
                        var random = SeededGenerator(seed: UInt64(number))
                        let (condition, orders) = make(oracle, &random)
                        let (query, expected) = oracle.question(condition, orders, &random)
                        let isPost = number % 3 == 0
                        let pages = try await oracle.ask(both, query, isPost: isPost)
                        outcome.records += expected.count
                        let size = query.pageSize ?? AirtableLimits.recordsPerPage
                        if pages.flatMap(\.self) != expected
                            || pages.dropLast().contains(where: { $0.count != size })
                        {
                            outcome.failures.append(
                                "seed \(number), '\(oracle.table.name)', \(query.json.text): "
                                    + "\(pages.map(\.count)), not \(expected.count) records")
                        }
                    }
                    return outcome
                }
            }
            return try await tasks.reduce(into: Outcome()) { whole, part in
                whole.failures += part.failures
                whole.records += part.records
            }
        }
    }

    /// The ids of all pages of a listing.
    private func ask(
        _ both: CompatibleBase, _ query: ListRecordsQuery, isPost: Bool
    ) async throws -> [[String]] {
        var query = query
        var pages: [[String]] = []
        let path = "/v0/\(both.base.id)/\(table.id)"
        repeat {
            let reply =
                isPost
                ? try await both.copy(.post, path + "/listRecords", query.json)
                : try await both.copy(.get, path + "?" + query.queryString.text, nil)
            let page = try reply.json
            guard let records = page["records"]?.array else {
                return pages + [["\(reply.status) \(page.text)"]]
            }
            pages.append(records.compactMap { $0["id"]?.string })
            query.offset = page["offset"]?.string
        } while query.offset != nil
        return pages
    }
}
