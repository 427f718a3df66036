import AirtableAPI

/// What payloads say, put together: which records to fetch, which are gone, whether the schema moved.
///
/// Payloads are taken in their order: a record that was destroyed and came back is a changed one.
struct PayloadSummary: Sendable {
    struct Table: Sendable {
        /// Records that were created or changed, and are not destroyed since.
        var changed: Set<RecordID> = []
        var destroyed: Set<RecordID> = []
        /// What the payloads say of the changed ones' cells, the last word on each cell.
        var cells: [RecordID: JSONObject] = [:]
        /// Fields that were made or changed: their cells may differ without a word about records.
        var touchedFields: Set<FieldID> = []
    }

    private(set) var tables: [TableID: Table] = [:]
    /// Tables, fields or views moved, or something is named that the schema does not have.
    private(set) var needsSchema = false
    private(set) var payloadCount = 0
    /// The time of the newest payload, as Airtable wrote it.
    private(set) var timestamp: String?

    var isEmpty: Bool { payloadCount == 0 }

    /// Records to fetch or remove.
    var recordCount: Int {
        tables.values.reduce(0) { $0 + $1.changed.count + $1.destroyed.count }
    }

    /// - Parameter schema: what is known: a table or field that is not in it asks for a new one.
    mutating func add(_ payload: WebhookPayload, knowing schema: BaseSchema) {
        payloadCount += 1
        timestamp = payload.timestamp
        if !payload.createdTables.isEmpty || !payload.destroyedTables.isEmpty { needsSchema = true }
        for table in payload.createdTables {
            for record in table.records { tables[table.id, default: Table()].change(record, [:]) }
        }
        for change in payload.changedTables { add(change, knowing: schema) }
        for table in payload.destroyedTables { tables[table] = nil }
    }

    private mutating func add(_ change: WebhookPayload.ChangedTable, knowing schema: BaseSchema) {
        if change.hasChangedMetadata || !change.createdFields.isEmpty
            || !change.changedFields.isEmpty || !change.destroyedFields.isEmpty
        {
            needsSchema = true
        }
        var table = tables[change.id] ?? Table()
        table.touchedFields.formUnion(change.createdFields)
        table.touchedFields.formUnion(change.changedFields)
        let known = schema.table(change.id).map { Set($0.fields.map(\.id.rawValue)) }
        if known == nil { needsSchema = true }
        for record in change.createdRecords + change.changedRecords {
            let cells = change.cells[record] ?? [:]
            if let known, !cells.names.allSatisfy(known.contains) { needsSchema = true }
            table.change(record, cells)
        }
        for record in change.destroyedRecords { table.destroy(record) }
        tables[change.id] = table
    }

    /// Adds what came later.
    mutating func merge(_ later: PayloadSummary) {
        payloadCount += later.payloadCount
        timestamp = later.timestamp ?? timestamp
        needsSchema = needsSchema || later.needsSchema
        for (id, other) in later.tables {
            var table = tables[id] ?? Table()
            for record in other.changed { table.change(record, other.cells[record] ?? [:]) }
            for record in other.destroyed { table.destroy(record) }
            table.touchedFields.formUnion(other.touchedFields)
            tables[id] = table
        }
    }
}

extension PayloadSummary.Table {
    fileprivate mutating func change(_ record: RecordID, _ values: JSONObject) {
        changed.insert(record)
        destroyed.remove(record)
        var known = cells[record] ?? [:]
        for (field, value) in values.members { known[field] = value }
        cells[record] = known
    }

    fileprivate mutating func destroy(_ record: RecordID) {
        changed.remove(record)
        cells[record] = nil
        destroyed.insert(record)
    }
}
