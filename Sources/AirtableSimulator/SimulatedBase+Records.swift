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
    /// - Throws: `SimulatorError` for an unknown table or field, or an id that is taken.
    @discardableResult
    public func createRecord(
        in table: String, id: RecordID? = nil, cells: JSONObject, at date: Date
    ) throws -> SimulatedRecord {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try schema.checkFields(cells)
            let id = id ?? RecordID(state.random.identifier(RecordID.prefix))
            guard state.tables[schema.id]?.record(id) == nil else {
                throw SimulatorError(
                    .refused, "The record \(id) exists already.", hint: "Leave the id out.")
            }
            var cells = cells
            let number = state.tables[schema.id]?.nextAutoNumber ?? 1
            for field in schema.fields where field.type == .autoNumber && cells[field.name] == nil {
                cells[field.name] = .number(JSONNumber(number))
            }
            let record = SimulatedRecord(id: id, createdTime: AirtableTime.text(date), cells: cells)
            state.tables[schema.id]?.nextAutoNumber = number + 1
            state.tables[schema.id]?.put(record)
            state.mirrorLinks(of: id, in: schema, before: [:], after: cells)
            state.commit()
            return record
        }
    }

    /// Changes cells of a record and mirrors its links; null clears a cell.
    ///
    /// - Throws: `SimulatorError` for an unknown table, record or field.
    @discardableResult
    public func updateRecord(
        _ id: RecordID, in table: String, cells: JSONObject
    ) throws -> SimulatedRecord {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try schema.checkFields(cells)
            let before = try state.record(id, in: schema).cells
            var after = before
            for (name, value) in cells.members { after[name] = value.isEmptyCell ? nil : value }
            let record = try state.record(id, in: schema).with(cells: after)
            state.tables[schema.id]?.put(record)
            state.mirrorLinks(of: id, in: schema, before: before, after: after)
            state.commit()
            return record
        }
    }

    /// Deletes a record, also from the link cells of other records.
    ///
    /// - Throws: `SimulatorError` for an unknown table or record.
    public func deleteRecord(_ id: RecordID, in table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let record = try state.record(id, in: schema)
            state.tables[schema.id]?.remove(id)
            state.mirrorLinks(of: id, in: schema, before: record.cells, after: [:])
            state.commit()
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
        tables[table]?.put(record.with(cells: cells))
    }
}

extension JSONObject {
    /// The record ids in a link cell.
    fileprivate func links(_ field: String) -> [RecordID] {
        (self[field]?.array ?? []).compactMap { $0.string.map { RecordID($0) } }
    }
}
