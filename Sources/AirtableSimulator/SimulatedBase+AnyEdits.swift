import AirtableAPI
public import FoundationEssentials

extension SimulatedBase {
    /// Tables and fields that random edits leave in place, so that there is always something to edit.
    private static let leastTables = 2
    private static let mostTables = 20
    private static let mostFields = 60

    /// Makes random edits of every kind: of records, one or many at once, of links, of fields,
    /// tables and views. Most are of records. Each is a revision of its own.
    ///
    /// - Parameters:
    ///   - seed: with the base's revision it decides the edits.
    ///   - at: the creation time of new records.
    public func editAnything(count: Int, seed: UInt64, at date: Date) {
        var random = SeededGenerator(seed: seed &+ SeededGenerator.mix(UInt64(revision)))
        for _ in 0..<count {
            let tables = schema.tables
            guard !tables.isEmpty else { return }
            let table = random.one(of: tables)
            do {
                switch random.integer(0...99) {
                case 0..<55: edit(count: 1, seed: random.next(), at: date)
                case 55..<70: try editLinks(table, &random)
                case 70..<80: try editMany(table, &random, at: date)
                case 80..<92: try editFields(table, &random)
                case 92..<96: try editTables(table, &random, at: date)
                default: try editViews(table, &random)
                }
            } catch {
                // A name that is taken, or a table that is gone meanwhile: no edit then.
                continue
            }
        }
    }

    private func editLinks(_ table: TableSchema, _ random: inout SeededGenerator) throws {
        let links = table.fields.filter { $0.type == .multipleRecordLinks }
        let records = records(table.id)
        guard !links.isEmpty, !records.isEmpty else { return }
        let field = random.one(of: links)
        guard case .links(let options) = field.options else { return }
        let others = self.records(options.linkedTableID)
        let count = others.isEmpty ? 0 : random.integer(0...min(3, others.count))
        var ids: [RecordID] = []
        for _ in 0..<count {
            let id = random.one(of: others).id
            if !ids.contains(id) { ids.append(id) }
        }
        try updateRecord(
            random.one(of: records).id, in: table.id.rawValue,
            cells: [field.name: .array(ids.map { .string($0.rawValue) })])
    }

    /// Up to thirty records in one action, as a paste does.
    private func editMany(
        _ table: TableSchema, _ random: inout SeededGenerator, at date: Date
    ) throws {
        let records = records(table.id)
        var edits: [RecordEdit] = []
        var seen: Set<RecordID> = []
        for _ in 0..<random.integer(2...30) {
            let cells = Self.cells(table, &random)
            guard !records.isEmpty, random.chance(0.7) else {
                edits.append(.create(nil, cells))
                continue
            }
            let id = random.one(of: records).id
            if seen.insert(id).inserted {
                edits.append(random.chance(0.1) ? .delete(id) : .update(id, cells))
            }
        }
        try editRecords(in: table.id.rawValue, edits, at: date)
    }

    private func editFields(_ table: TableSchema, _ random: inout SeededGenerator) throws {
        let id = table.id.rawValue
        let number = random.integer(1...999_999)
        let types: [FieldType] = [.singleLineText, .multilineText, .number, .checkbox]
        let plain = table.fields.filter { types.contains($0.type) && $0.id != table.primaryFieldID }
        switch random.integer(0...3) {
        case 0 where table.fields.count < Self.mostFields:
            let type = random.one(of: types)
            try addField(
                name: "Field \(number)", type: type, options: Self.options(type), to: id)
        case 1 where !plain.isEmpty:
            try deleteField(random.one(of: plain).id.rawValue, of: id)
        case 2 where !plain.isEmpty:
            let type = random.one(of: types)
            try changeField(
                random.one(of: plain).id.rawValue, of: id, type: type,
                options: Self.options(type))
        default:
            let field = random.one(of: table.fields)
            try renameField(field.id.rawValue, of: id, to: "Renamed \(number)")
        }
    }

    private static func options(_ type: FieldType) -> JSONValue? {
        switch type {
        case .number: ["precision": 0]
        case .checkbox: ["icon": "check", "color": "greenBright"]
        default: nil
        }
    }

    private func editTables(
        _ table: TableSchema, _ random: inout SeededGenerator, at date: Date
    ) throws {
        let count = schema.tables.count
        let number = random.integer(1...999_999)
        switch random.integer(0...2) {
        case 0 where count < Self.mostTables:
            let added = try addTable(name: "Table \(number)")
            try editRecords(
                in: added.id.rawValue,
                (1...5).map { .create(nil, ["Name": .string("new \($0)")]) }, at: date)
        case 1 where count > Self.leastTables: try deleteTable(table.id.rawValue)
        default: try renameTable(table.id.rawValue, to: "Renamed \(number)")
        }
    }

    private func editViews(_ table: TableSchema, _ random: inout SeededGenerator) throws {
        let name = "View \(random.integer(1...999_999))"
        if let view = table.views.last, table.views.count > 1 {
            if random.chance(0.5) {
                try deleteView(view.id.rawValue, of: table.id.rawValue)
            } else {
                try renameView(view.id.rawValue, of: table.id.rawValue, to: name)
            }
        } else {
            try addView(name: name, to: table.id.rawValue)
        }
    }
}
