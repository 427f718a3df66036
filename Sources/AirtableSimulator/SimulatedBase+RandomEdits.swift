import AirtableAPI
public import FoundationEssentials

extension SimulatedBase {
    /// Makes random edits, as people do: mostly new texts and numbers, now and then a new record or
    /// one less. Each edit is a revision of its own, so that tests can tell which ones they saw.
    ///
    /// - Parameters:
    ///   - seed: with the base's revision it decides the edits.
    ///   - at: the creation time of new records.
    public func edit(count: Int, seed: UInt64, at date: Date) {
        var random = SeededGenerator(seed: seed &+ SeededGenerator.mix(UInt64(revision)))
        for _ in 0..<count {
            let tables = schema.tables
            guard !tables.isEmpty else { return }
            let table = random.one(of: tables)
            do {
                try edit(table, &random, at: date)
            } catch {
                // Somebody else deleted the record or the table in between: no edit then.
                continue
            }
        }
    }

    private func edit(
        _ table: TableSchema, _ random: inout SeededGenerator, at date: Date
    ) throws {
        let records = records(table.id)
        let cells = Self.cells(table, &random)
        if records.isEmpty || random.chance(0.15) {
            try createRecord(in: table.id.rawValue, cells: cells, at: date)
        } else if random.chance(0.15) {
            try deleteRecord(random.one(of: records).id, in: table.id.rawValue)
        } else {
            let record = random.one(of: records)
            try updateRecord(record.id, in: table.id.rawValue, cells: cells)
        }
    }

    /// New values for one to three of the table's plain fields.
    static func cells(_ table: TableSchema, _ random: inout SeededGenerator) -> JSONObject {
        let types: [FieldType] = [.singleLineText, .multilineText, .number, .checkbox]
        let fields = table.fields.filter { types.contains($0.type) }
        guard !fields.isEmpty else { return [:] }
        var cells = JSONObject()
        for _ in 0..<random.integer(1...3) {
            let field = random.one(of: fields)
            let number = random.integer(0...999_999)
            switch field.type {
            case .number: cells[field.name] = .number(JSONNumber(number))
            case .checkbox: cells[field.name] = .bool(number % 2 == 0)
            default: cells[field.name] = .string("edit \(number)")
            }
        }
        return cells
    }
}
