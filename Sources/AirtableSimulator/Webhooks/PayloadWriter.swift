import AirtableAPI

/// Writes what a webhook is told of a change, by its specification.
struct PayloadWriter {
    /// A record's part of a payload.
    private struct Entry {
        let table: TableID
        /// `createdRecordsById`, `changedRecordsById` or `destroyedRecordIds`.
        let kind: String
        let record: RecordID
        /// Nil for a destroyed record.
        let value: JSONValue?
    }

    let specification: WebhookSpecification
    /// The members that all payloads of the edit share: time, number, where it came from.
    let header: JSONObject
    let recordsPerPayload: Int

    /// The payloads of a change: none when the webhook has no part in it, several for many records.
    func payloads(of change: BaseChange) -> [JSONValue] {
        var heads: [(table: TableID, members: JSONObject)] = []
        var entries: [Entry] = []
        for table in change.tables where isInScope(table.after.id) {
            let head = definitions(table)
            if !head.isEmpty { heads.append((table.after.id, head)) }
            if tells(.tableData) { entries += records(table) }
        }
        var created = JSONObject()
        for table in change.createdTables where isInScope(table.schema.id) {
            if tells(.tableMetadata) && tells(.add) {
                created[table.schema.id.rawValue] = createdTable(table.schema, table.records)
            } else if tells(.tableData) && tells(.add) {
                entries += table.records.map { self.created($0, in: table.schema.id) }
            }
        }
        let destroyed = change.destroyedTables.filter {
            isInScope($0) && tells(.tableMetadata) && tells(.remove)
        }
        return assemble(heads, entries, created, destroyed)
    }

    private func assemble(
        _ heads: [(table: TableID, members: JSONObject)], _ entries: [Entry],
        _ created: JSONObject, _ destroyed: [TableID]
    ) -> [JSONValue] {
        guard !heads.isEmpty || !entries.isEmpty || !created.isEmpty || !destroyed.isEmpty else {
            return []
        }
        var payloads: [JSONValue] = []
        for start in stride(from: 0, to: max(1, entries.count), by: max(1, recordsPerPayload)) {
            let end = min(start + max(1, recordsPerPayload), entries.count)
            var tables = JSONObject()
            if start == 0 {
                for head in heads { tables[head.table.rawValue] = .object(head.members) }
            }
            for entry in entries[start..<end] {
                tables.add(entry.value, under: entry.record, entry.kind, of: entry.table)
            }
            var payload = header
            if !tables.isEmpty { payload["changedTablesById"] = .object(tables) }
            if start == 0 && !created.isEmpty { payload["createdTablesById"] = .object(created) }
            if start == 0 && !destroyed.isEmpty {
                payload["destroyedTableIds"] = .array(destroyed.map { .string($0.rawValue) })
            }
            payloads.append(.object(payload))
        }
        return payloads
    }

    // MARK: Filters

    private func tells(_ type: WebhookSpecification.DataType) -> Bool {
        specification.dataTypes.contains(type)
    }

    private func tells(_ type: WebhookSpecification.ChangeType) -> Bool {
        specification.changeTypes?.contains(type) ?? true
    }

    private func isInScope(_ table: TableID) -> Bool {
        specification.recordChangeScope.map { $0 == table.rawValue } ?? true
    }

    // MARK: Records

    private func records(_ table: BaseChange.Table) -> [Entry] {
        let id = table.after.id
        var entries: [Entry] = []
        if tells(.add) { entries += table.created.map { created($0, in: id) } }
        if tells(.update) {
            entries += table.changed.compactMap { record in
                changed(record).map {
                    Entry(table: id, kind: "changedRecordsById", record: record.id, value: $0)
                }
            }
        }
        if tells(.remove) {
            entries += table.destroyed.map {
                Entry(table: id, kind: "destroyedRecordIds", record: $0, value: nil)
            }
        }
        return entries
    }

    private func created(_ record: BaseChange.CreatedRecord, in table: TableID) -> Entry {
        Entry(table: table, kind: "createdRecordsById", record: record.id, value: json(record))
    }

    private func json(_ record: BaseChange.CreatedRecord) -> JSONValue {
        [
            "createdTime": .string(record.createdTime),
            "cellValuesByFieldId": .object(record.cells.values(\.after)),
        ]
    }

    /// Nil when nothing changed that is watched.
    private func changed(_ record: BaseChange.ChangedRecord) -> JSONValue? {
        let cells = record.changed.filter {
            specification.watchDataInFieldIDs?.contains($0.field) ?? true
        }
        guard !cells.isEmpty else { return nil }
        var object: JSONObject = [
            "current": ["cellValuesByFieldId": .object(cells.values(\.after))]
        ]
        if specification.includesPreviousCellValues {
            object["previous"] = ["cellValuesByFieldId": .object(cells.values(\.before))]
        }
        if let wanted = specification.includeCellValuesInFieldIDs {
            let unchanged = record.unchanged.filter { cell in
                wanted.string == "all"
                    || wanted.array?.contains(.string(cell.field.rawValue)) == true
            }
            object["unchanged"] = ["cellValuesByFieldId": .object(unchanged.values(\.after))]
        }
        return .object(object)
    }

    // MARK: Tables and fields

    /// The members of a changed table that tell of its name and its fields.
    private func definitions(_ table: BaseChange.Table) -> JSONObject {
        var members = JSONObject()
        let (before, after) = (table.before, table.after)
        if tells(.tableMetadata), tells(.update), before.metadata != after.metadata {
            members["changedMetadata"] = ["current": after.metadata, "previous": before.metadata]
        }
        guard tells(.tableFields), before.fields != after.fields else { return members }
        let old = Dictionary(before.fields.map { ($0.id, $0) }) { first, _ in first }
        var created = JSONObject()
        var changed = JSONObject()
        for field in after.fields {
            guard let was = old[field.id] else {
                created[field.id.rawValue] = field.definition
                continue
            }
            let isWatched = specification.watchSchemasOfFieldIDs?.contains(field.id) ?? true
            if was != field && isWatched { changed[field.id.rawValue] = change(was, field) }
        }
        let present = Set(after.fields.map(\.id))
        let destroyed = before.fields.map(\.id).filter { !present.contains($0) }
        if tells(.add) && !created.isEmpty { members["createdFieldsById"] = .object(created) }
        if tells(.update) && !changed.isEmpty { members["changedFieldsById"] = .object(changed) }
        if tells(.remove) && !destroyed.isEmpty {
            members["destroyedFieldIds"] = .array(destroyed.map { .string($0.rawValue) })
        }
        return members
    }

    /// Only the aspects that changed; a change of options alone leaves them empty.
    private func change(_ before: FieldSchema, _ after: FieldSchema) -> JSONValue {
        var (current, previous) = (JSONObject(), JSONObject())
        if before.name != after.name {
            current["name"] = .string(after.name)
            previous["name"] = .string(before.name)
        }
        if before.type != after.type {
            current["type"] = .string(after.type.rawValue)
            previous["type"] = .string(before.type.rawValue)
        }
        var object: JSONObject = ["current": .object(current)]
        if specification.includesPreviousFieldDefinitions {
            object["previous"] = .object(previous)
        }
        return .object(object)
    }

    private func createdTable(
        _ schema: TableSchema, _ records: [BaseChange.CreatedRecord]
    ) -> JSONValue {
        [
            "metadata": schema.metadata,
            "fieldsById": .object(
                JSONObject(schema.fields.map { ($0.id.rawValue, $0.definition) })),
            "recordsById": .object(JSONObject(records.map { ($0.id.rawValue, json($0)) })),
        ]
    }
}

extension JSONObject {
    /// Adds a record's entry to a table's: to an array where there is no value, else by its id.
    fileprivate mutating func add(
        _ value: JSONValue?, under record: RecordID, _ kind: String, of table: TableID
    ) {
        var members = self[table.rawValue]?.object ?? JSONObject()
        if let value {
            var records = members[kind]?.object ?? JSONObject()
            records[record.rawValue] = value
            members[kind] = .object(records)
        } else {
            members[kind] = .array((members[kind]?.array ?? []) + [.string(record.rawValue)])
        }
        self[table.rawValue] = .object(members)
    }
}

extension [BaseChange.Cell] {
    fileprivate func values(_ part: (Element) -> JSONValue) -> JSONObject {
        JSONObject(map { ($0.field.rawValue, part($0)) })
    }
}

extension TableSchema {
    fileprivate var metadata: JSONValue {
        ["name": .string(name), "description": description.map(JSONValue.string) ?? .null]
    }
}

extension FieldSchema {
    /// A field as payloads tell it: without its options.
    fileprivate var definition: JSONValue {
        ["name": .string(name), "type": .string(type.rawValue)]
    }
}
