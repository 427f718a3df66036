public import AirtableAPI
public import FoundationEssentials
import Synchronization

extension SimulatedBase {
    /// Adds a record and mirrors its links in the linked records.
    ///
    /// - Parameters:
    ///   - id: a new one is made up unless told.
    ///   - cells: by field name; empty cells are left out. Auto numbers are filled in.
    ///   - at: the creation time, whole seconds.
    /// - Returns: the record with its computed cells.
    /// - Throws: `SimulatorError` for an unknown table or field, or an id that is taken.
    @discardableResult
    public func createRecord(
        in table: String, id: RecordID? = nil, cells: JSONObject, at date: Date
    ) throws -> SimulatedRecord {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let id = try state.create(id, in: schema, cells: cells, at: date)
            state.commit()
            return try state.record(id, in: schema)
        }
    }

    /// Changes cells of a record and mirrors its links; null clears a cell.
    ///
    /// - Returns: the record with its computed cells.
    /// - Throws: `SimulatorError` for an unknown table, record or field.
    @discardableResult
    public func updateRecord(
        _ id: RecordID, in table: String, cells: JSONObject
    ) throws -> SimulatedRecord {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try state.update(id, in: schema, cells: cells)
            state.commit()
            return try state.record(id, in: schema)
        }
    }

    /// Deletes a record, also from the link cells of other records.
    ///
    /// - Throws: `SimulatorError` for an unknown table or record.
    public func deleteRecord(_ id: RecordID, in table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try state.delete(id, in: schema)
            state.commit()
        }
    }

    /// One part of an action that edits many records.
    public enum RecordEdit: Sendable {
        /// Without an id a new one is made up.
        case create(RecordID?, JSONObject)
        case update(RecordID, JSONObject)
        case delete(RecordID)
    }

    /// Edits many records of a table as one action: one revision and one transaction number. All of
    /// it is done, or nothing.
    ///
    /// - Parameter at: the creation time of new records.
    /// - Returns: the records that were created or changed, in order.
    /// - Throws: as the edits of single records.
    @discardableResult
    public func editRecords(
        in table: String, _ edits: [RecordEdit], at date: Date
    ) throws -> [SimulatedRecord] {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let before = state
            var ids: [RecordID] = []
            do {
                for edit in edits {
                    switch edit {
                    case .create(let id, let cells):
                        ids.append(try state.create(id, in: schema, cells: cells, at: date))
                    case .update(let id, let cells):
                        try state.update(id, in: schema, cells: cells)
                        ids.append(id)
                    case .delete(let id): try state.delete(id, in: schema)
                    }
                }
            } catch {
                state = before
                throw error
            }
            state.commit()
            return ids.compactMap { state.tables[schema.id]?.record($0) }
        }
    }
}

extension TableSchema {
    fileprivate func checkFields(_ cells: JSONObject) throws(SimulatorError) {
        for name in cells.names where !fields.contains(where: { $0.name == name }) {
            throw SimulatorError(
                .notFound, "There is no field \"\(name)\" in the table \(self.name).",
                hint: "Name cells by the names of their fields.")
        }
    }
}

extension SimulatedBase.State {
    mutating func create(
        _ id: RecordID?, in schema: TableSchema, cells: JSONObject, at date: Date
    ) throws(SimulatorError) -> RecordID {
        try schema.checkFields(cells)
        let id = id ?? RecordID(random.identifier(RecordID.prefix))
        guard tables[schema.id]?.record(id) == nil else {
            throw SimulatorError(
                .refused, "The record \(id) exists already.", hint: "Leave the id out.")
        }
        var cells = cells
        let number = tables[schema.id]?.nextAutoNumber ?? 1
        for field in schema.fields where field.type == .autoNumber && cells[field.name] == nil {
            cells[field.name] = .number(JSONNumber(number))
        }
        tables[schema.id]?.nextAutoNumber = number + 1
        let time = AirtableTime.text(date)
        for field in schema.fields where field.type == .createdTime && cells[field.name] == nil {
            let isDate = field.configuration.result?.type == .date
            cells[field.name] = .string(isDate ? String(time.prefix(10)) : time)
        }
        put(
            SimulatedRecord(id: id, createdTime: time, cells: cells), in: schema.id)
        mirrorLinks(of: id, in: schema, before: [:], after: cells)
        return id
    }

    mutating func update(
        _ id: RecordID, in schema: TableSchema, cells: JSONObject
    ) throws(SimulatorError) {
        try schema.checkFields(cells)
        let record = try record(id, in: schema)
        let before = record.cells
        var after = before
        for (name, value) in cells.members { after[name] = value.isEmptyCell ? nil : value }
        put(record.with(cells: after), in: schema.id)
        mirrorLinks(of: id, in: schema, before: before, after: after)
    }

    mutating func delete(
        _ id: RecordID, in schema: TableSchema
    ) throws(SimulatorError) {
        let record = try record(id, in: schema)
        remove(id, of: schema.id)
        comments[id] = nil
        mirrorLinks(of: id, in: schema, before: record.cells, after: [:])
    }

    func record(_ id: RecordID, in table: TableSchema) throws(SimulatorError) -> SimulatedRecord {
        guard let record = tables[table.id]?.record(id) else {
            throw SimulatorError(
                .notFound, "There is no record \(id) in the table \(table.name).",
                hint: "List the table for its records.")
        }
        return record
    }

    /// Writes the change of a record's link cells into the inverse fields of the linked records.
    mutating func mirrorLinks(
        of id: RecordID, in table: TableSchema, before: JSONObject, after: JSONObject
    ) {
        for field in table.fields {
            guard case .links(let options) = field.options,
                let inverse = options.inverseLinkFieldID,
                let name = schema.table(options.linkedTableID)?.fields
                    .first(where: { $0.id == inverse })?.name
            else { continue }
            let old = Set(before.links(field.name))
            let new = Set(after.links(field.name))
            for linked in old.subtracting(new) {
                changeLinks(linked, options.linkedTableID, name) { $0.removeAll { $0 == id } }
            }
            for linked in new.subtracting(old) {
                changeLinks(linked, options.linkedTableID, name) { links in
                    if !links.contains(id) { links.append(id) }
                }
            }
        }
    }

    private mutating func changeLinks(
        _ id: RecordID, _ table: TableID, _ field: String, _ change: (inout [RecordID]) -> Void
    ) {
        guard let record = tables[table]?.record(id) else { return }
        var cells = record.cells
        var links = cells.links(field)
        change(&links)
        cells[field] = .array(links.map { .string($0.rawValue) })
        put(record.with(cells: cells), in: table)
    }
}

extension JSONObject {
    /// The record ids in a link cell.
    func links(_ field: String) -> [RecordID] {
        (self[field]?.array ?? []).compactMap { $0.string.map { RecordID($0) } }
    }
}
