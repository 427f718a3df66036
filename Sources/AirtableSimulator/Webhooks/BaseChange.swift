import AirtableAPI

/// What an edit under way touched, as it was before.
struct Edit: Sendable {
    /// Nil while the schema is as it was.
    var schema: BaseSchema?
    /// Nil for records that were not there.
    var records: [TableID: [RecordID: SimulatedRecord?]] = [:]
    /// Computed fields that are new or were changed, so that all of their cells are due.
    var dueFields: Set<FieldID> = []

    var isEmpty: Bool { schema == nil && records.isEmpty }
}

/// What an edit changed, by comparison of before and after; the basis of payloads.
struct BaseChange {
    struct Cell {
        let field: FieldID
        let before: JSONValue
        let after: JSONValue
    }

    struct ChangedRecord {
        let id: RecordID
        let changed: [Cell]
        /// Cells with equal values before and after.
        let unchanged: [Cell]
    }

    struct CreatedRecord {
        let id: RecordID
        let createdTime: String
        let cells: [Cell]
    }

    struct Table {
        let before: TableSchema
        let after: TableSchema
        var created: [CreatedRecord] = []
        var changed: [ChangedRecord] = []
        var destroyed: [RecordID] = []
    }

    var tables: [Table] = []
    var createdTables: [(schema: TableSchema, records: [CreatedRecord])] = []
    var destroyedTables: [TableID] = []

    /// Compares what an edit touched with the state that it left.
    init(_ edit: Edit, _ state: SimulatedBase.State) {
        let before = edit.schema ?? state.schema
        destroyedTables = before.tables.map(\.id).filter { state.schema.table($0) == nil }
        for schema in state.schema.tables {
            let values = PayloadCells(schema, state)
            guard let old = before.table(schema.id) else {
                let records = state.tables[schema.id]?.records ?? []
                createdTables.append((schema, records.map(values.created)))
                continue
            }
            var table = Table(before: old, after: schema)
            let oldValues = PayloadCells(old, state)
            for (id, was) in (edit.records[schema.id] ?? [:]).sorted(by: { $0.key < $1.key }) {
                switch (was, state.tables[schema.id]?.record(id)) {
                case (nil, let record?): table.created.append(values.created(record))
                case (_?, nil): table.destroyed.append(id)
                case (let was?, let record?):
                    let change = values.change(from: was, oldValues, to: record)
                    if !change.changed.isEmpty { table.changed.append(change) }
                case (nil, nil): break
                }
            }
            tables.append(table)
        }
    }
}

/// Cell values as payloads write them: by field id, links and choices with their names.
struct PayloadCells {
    private let fields: [String: FieldSchema]
    private let state: SimulatedBase.State

    init(_ table: TableSchema, _ state: SimulatedBase.State) {
        fields = Dictionary(table.fields.map { ($0.name, $0) }) { first, _ in first }
        self.state = state
    }

    func created(_ record: SimulatedRecord) -> BaseChange.CreatedRecord {
        BaseChange.CreatedRecord(
            id: record.id, createdTime: record.createdTime,
            cells: values(record).map {
                BaseChange.Cell(field: $0.field, before: .null, after: $0.value)
            })
    }

    func change(
        from old: SimulatedRecord, _ oldCells: PayloadCells, to new: SimulatedRecord
    ) -> BaseChange.ChangedRecord {
        let raw = (old.cells, new.cells)
        var changed: [BaseChange.Cell] = []
        var unchanged: [BaseChange.Cell] = []
        for field in fields.values.sorted(by: { $0.id < $1.id }) {
            let (before, after) = (raw.0[field.name] ?? .null, raw.1[field.name] ?? .null)
            guard before != after || !before.isNull else { continue }
            let cell = BaseChange.Cell(
                field: field.id, before: oldCells.value(before, field.name, of: old),
                after: value(after, field.name, of: new))
            if before == after { unchanged.append(cell) } else { changed.append(cell) }
        }
        return BaseChange.ChangedRecord(id: new.id, changed: changed, unchanged: unchanged)
    }

    private func values(_ record: SimulatedRecord) -> [(field: FieldID, value: JSONValue)] {
        record.cells.members.compactMap { name, cell in
            fields[name].map { ($0.id, value(cell, name, of: record)) }
        }
    }

    /// A cell of the records API in the form that payloads have.
    private func value(_ cell: JSONValue, _ name: String, of record: SimulatedRecord) -> JSONValue {
        guard let field = fields[name], !cell.isNull else { return cell }
        switch field.options {
        case .choices(let choices):
            if let items = cell.array { return .array(items.map { choice($0, choices) }) }
            return choice(cell, choices)
        case .links(let links):
            let items = (cell.array ?? []).compactMap(\.string).map { RecordID($0) }
            return .array(items.map { link($0, links.linkedTableID) })
        case .lookup(let lookup): return self.lookup(cell, lookup, of: record)
        default: return cell
        }
    }

    private func choice(_ name: JSONValue, _ choices: [SelectChoice]) -> JSONValue {
        guard let choice = choices.first(where: { $0.name == name.string }) else {
            return ["name": name]
        }
        var object: JSONObject = ["id": .string(choice.id.rawValue), "name": name]
        object["color"] = choice.color.map(JSONValue.string)
        return .object(object)
    }

    private func link(_ id: RecordID, _ table: TableID) -> JSONValue {
        let name = state.schema.table(table)?.primaryField?.name
        let text = name.flatMap { state.tables[table]?.record(id)?.cells[$0] }
        return ["id": .string(id.rawValue), "name": text ?? ""]
    }

    private func lookup(
        _ cell: JSONValue, _ options: LookupOptions, of record: SimulatedRecord
    ) -> JSONValue {
        let linkField = fields.values.first { $0.id == options.recordLinkFieldID }
        let ids = linkField.flatMap { record.cells[$0.name]?.array } ?? []
        var values = JSONObject()
        if case .links(let links)? = linkField?.options,
            let name = state.schema.table(links.linkedTableID)?.fields
                .first(where: { $0.id == options.fieldIDInLinkedTable })?.name
        {
            for id in ids.compactMap(\.string) {
                let value = state.tables[links.linkedTableID]?.record(RecordID(id))?.cells[name]
                values[id] = value.map { $0.array == nil ? [$0] : $0 }
            }
        }
        return ["linkedRecordIds": .array(ids), "valuesByLinkedRecordId": .object(values)]
    }
}
