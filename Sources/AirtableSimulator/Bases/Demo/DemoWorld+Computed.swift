import AirtableAPI

/// Fields whose cells follow from other cells. Each is computed when it is added, so its sources
/// come first.
extension DemoWorld {
    /// A lookup: the cells of a field of the linked records, flattened; empty ones contribute
    /// nothing.
    mutating func addLookup(_ table: String, _ name: String, link: String, field: String) {
        let (fieldSchema, source) = linked(table, link, field)
        var result: JSONObject = ["type": .string(source.type.rawValue)]
        result["options"] = source.rawOptions
        addField(
            table, name, .multipleLookupValues,
            Options.lookup(fieldSchema.id, source.id, result: .object(result)))
        let values = linkedValues(table, link, field)
        fill(table, name) { row, _ in .array(values[row]) }
    }

    /// The number of linked records, 0 included.
    mutating func addCount(_ table: String, _ name: String, link: String) {
        addField(table, name, .count, Options.count(self.table(table).field(link).id))
        fill(table, name) { _, row in
            .number(JSONNumber(row.cells[link]?.array?.count ?? 0))
        }
    }

    /// A roll-up of a field of the linked records.
    mutating func addRollup(
        _ table: String, _ name: String, link: String, field: String, result: JSONValue,
        aggregate: ([JSONValue]) -> JSONValue?
    ) {
        let (fieldSchema, source) = linked(table, link, field)
        addField(table, name, .rollup, Options.rollup(fieldSchema.id, source.id, result: result))
        let values = linkedValues(table, link, field)
        fill(table, name) { row, _ in aggregate(values[row]) }
    }

    /// A formula.
    ///
    /// - Parameters:
    ///   - text: with field names in braces, which become ids as Airtable writes them.
    ///   - compute: the same formula in Swift.
    mutating func addFormula(
        _ table: String, _ name: String, _ text: String, result: JSONValue,
        compute: (JSONObject) -> JSONValue?
    ) {
        var formula = text
        var references: [FieldID] = []
        for field in self.table(table).fields where text.contains("{\(field.name)}") {
            formula = formula.split(separator: "{\(field.name)}", omittingEmptySubsequences: false)
                .joined(separator: "{\(field.id)}")
            references.append(field.id)
        }
        addField(table, name, .formula, Options.formula(formula, references, result: result))
        fill(table, name) { _, row in compute(row.cells) }
    }

    /// Created and modified times and users.
    mutating func addAuthorship(_ table: String) {
        addField(table, "Created", .createdTime, Options.createdTime)
        addField(table, "Created by", .createdBy)
        addField(table, "Last modified", .lastModifiedTime, Options.lastModifiedTime)
        addField(table, "Last modified by", .lastModifiedBy)
        var random = random
        fill(table, "Created") { _, row in
            .string(AirtableTime.text(epochSeconds: row.createdAt))
        }
        fill(table, "Created by") { _, _ in random.one(of: DemoWords.users) }
        fill(table, "Last modified") { _, row in
            let later = random.chance(0.4) ? 0 : random.integer(60...5_000_000)
            return .string(AirtableTime.text(epochSeconds: row.createdAt + later))
        }
        fill(table, "Last modified by") { _, _ in random.one(of: DemoWords.users) }
        self.random = random
    }

    private func linked(
        _ table: String, _ link: String, _ field: String
    ) -> (FieldSchema, FieldSchema) {
        let schema = self.table(table).field(link)
        return (schema, target(of: schema).field(field))
    }

    private func target(of link: FieldSchema) -> Table {
        guard case .links(let options) = link.options,
            let table = tables.first(where: { $0.id == options.linkedTableID })
        else { preconditionFailure("\(link.name) is no link") }
        return table
    }

    /// For each row the values that a lookup shows.
    private func linkedValues(_ table: String, _ link: String, _ field: String) -> [[JSONValue]] {
        let source = self.table(table)
        let target = target(of: source.field(link))
        let cells = Dictionary(
            uniqueKeysWithValues: target.rows.map { ($0.id.rawValue, $0.cells[field]) })
        return source.rows.map { row in
            (row.cells[link]?.array ?? []).flatMap { id -> [JSONValue] in
                guard let cell = id.string.flatMap({ cells[$0] ?? nil }) else { return [] }
                return cell.array ?? (cell.isEmptyCell ? [] : [cell])
            }
        }
    }
}

/// Ways to roll values up.
enum Rollup {
    static func sum(_ values: [JSONValue]) -> JSONValue? {
        .number(JSONNumber(rounded(values.compactMap(\.number?.double).reduce(0, +))))
    }

    /// An average of nothing is not a number, and Airtable says so.
    static func average(_ values: [JSONValue]) -> JSONValue? {
        let numbers = values.compactMap(\.number?.double)
        guard !numbers.isEmpty else { return ["specialValue": "NaN"] }
        return .number(JSONNumber(rounded(numbers.reduce(0, +) / Double(numbers.count))))
    }

    /// The latest of dates in ISO 8601, which is their greatest text.
    static func latest(_ values: [JSONValue]) -> JSONValue? {
        values.compactMap(\.string).max().map(JSONValue.string)
    }

    /// To whole cents, so that sums of money stay readable.
    static func rounded(_ value: Double) -> Double {
        (value * 100).rounded() / 100
    }
}

extension JSONObject {
    /// The number in a cell; an empty cell counts as 0, as in Airtable's formulas.
    func double(_ field: String) -> Double {
        let value = self[field]?.array?.first ?? self[field]
        return value?.number?.double ?? 0
    }

    /// The text in a cell, or in the first element of a list.
    func text(_ field: String) -> String {
        let value = self[field]?.array?.first ?? self[field]
        return value?.string ?? value?.number?.literal ?? ""
    }
}
