public import AirtableAPI
import Synchronization

extension SimulatedBase {
    /// Adds a field at the end of a table; its cells are empty.
    ///
    /// - Throws: `SimulatorError` for an unknown table or a name or id that is taken.
    public func addField(_ field: FieldSchema, to table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try schema.checkName(field.name, of: field.id)
            state.changeSchema(of: schema.id) { $0.fields.append(field) }
            state.edit.dueFields = [field.id]
            state.commit()
        }
    }

    /// Adds a field under a new id.
    ///
    /// - Throws: as `addField(_:to:)`.
    @discardableResult
    public func addField(
        name: String, type: FieldType, options: JSONValue? = nil, to table: String
    ) throws -> FieldSchema {
        let id = state.withLock { FieldID($0.random.identifier(FieldID.prefix)) }
        let field = FieldSchema(id: id, name: name, type: type, rawOptions: options)
        try addField(field, to: table)
        return field
    }

    /// Renames a field; its id and its cells stay.
    ///
    /// - Throws: `SimulatorError` for an unknown table or field, or a name that is taken.
    public func renameField(_ field: String, of table: String, to newName: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let field = try schema.requireField(field)
            try schema.checkName(newName, of: field.id)
            state.changeSchema(of: schema.id) { table in
                for index in table.fields.indices where table.fields[index].id == field.id {
                    table.fields[index].name = newName
                }
            }
            state.tables[schema.id]?.replaceAll { record in
                record.renamed { $0 == field.name ? newName : $0 }
            }
            state.renames.append(
                Rename(
                    revision: state.revision, table: schema.id, oldName: field.name,
                    newName: newName))
            state.commit()
        }
    }

    /// Deletes a field and its cells. The primary field cannot be deleted.
    ///
    /// - Throws: `SimulatorError` for an unknown table or field, or the primary field.
    public func deleteField(_ field: String, of table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let field = try schema.requireField(field)
            guard field.id != schema.primaryFieldID else {
                throw SimulatorError(
                    .refused, "The primary field of \(schema.name) cannot be deleted.",
                    hint: "Delete another field, or the table.")
            }
            state.changeSchema(of: schema.id) { $0.fields.removeAll { $0.id == field.id } }
            state.tables[schema.id]?.replaceAll { record in
                record.renamed { $0 == field.name ? nil : $0 }
            }
            state.commit()
        }
    }

    /// Adds a table.
    ///
    /// - Throws: `SimulatorError` for a name or id that is taken.
    public func addTable(_ table: TableSchema, records: [SimulatedRecord] = []) throws {
        try state.withLock { state in
            try state.schema.checkName(table.name, of: table.id)
            guard state.tables[table.id] == nil else {
                throw SimulatorError(
                    .refused, "The table \(table.id) exists already.", hint: "Take another id.")
            }
            state.noteSchema()
            state.schema.tables.append(table)
            state.tables[table.id] = SimulatedTable(records: records)
            state.commit()
        }
    }

    /// Adds an empty table with one primary text field and a grid view, under new ids.
    ///
    /// - Throws: as `addTable(_:records:)`.
    @discardableResult
    public func addTable(name: String, primaryField: String = "Name") throws -> TableSchema {
        let table = state.withLock { state in
            let field = FieldID(state.random.identifier(FieldID.prefix))
            return TableSchema(
                id: TableID(state.random.identifier(TableID.prefix)), name: name,
                primaryFieldID: field,
                fields: [FieldSchema(id: field, name: primaryField, type: .singleLineText)],
                views: [
                    ViewSchema(
                        id: ViewID(state.random.identifier(ViewID.prefix)), name: "Grid view",
                        visibleFieldIDs: [field])
                ])
        }
        try addTable(table)
        return table
    }

    /// Renames a table; its id and its records stay.
    ///
    /// - Throws: `SimulatorError` for an unknown table or a name that is taken.
    public func renameTable(_ table: String, to newName: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try state.schema.checkName(newName, of: schema.id)
            state.changeSchema(of: schema.id) { $0.name = newName }
            state.commit()
        }
    }

    /// Deletes a table, its records, and the fields of other tables that link to it.
    ///
    /// - Throws: `SimulatorError` for an unknown table.
    public func deleteTable(_ table: String) throws {
        try state.withLock { state in
            let gone = try state.tableSchema(table)
            state.noteSchema()
            state.schema.tables.removeAll { $0.id == gone.id }
            for record in state.tables[gone.id]?.records ?? [] { state.comments[record.id] = nil }
            state.tables[gone.id] = nil
            state.lastModified[gone.id] = nil
            for other in state.schema.tables {
                let links = other.fields.filter { field in
                    guard case .links(let options) = field.options else { return false }
                    return options.linkedTableID == gone.id
                }
                guard !links.isEmpty else { continue }
                let ids = Set(links.map(\.id))
                let names = Set(links.map(\.name))
                state.changeSchema(of: other.id) { $0.fields.removeAll { ids.contains($0.id) } }
                state.tables[other.id]?.replaceAll { record in
                    record.renamed { names.contains($0) ? nil : $0 }
                }
            }
            state.commit()
        }
    }
}

extension BaseSchema {
    fileprivate func checkName(_ name: String, of id: TableID) throws(SimulatorError) {
        let isTaken = tables.contains { $0.id != id && $0.name.lowercased() == name.lowercased() }
        guard !isTaken, !name.isEmpty else {
            throw SimulatorError(
                .refused, "A table cannot be named \"\(name)\".",
                hint: "Names are unique in a base, whatever their case, and not empty.")
        }
    }
}

extension TableSchema {
    func checkName(_ name: String, of id: FieldID) throws(SimulatorError) {
        let isTaken = fields.contains { $0.id != id && $0.name.lowercased() == name.lowercased() }
        guard !isTaken, !name.isEmpty else {
            throw SimulatorError(
                .refused, "A field of \(self.name) cannot be named \"\(name)\".",
                hint: "Names are unique in a table, whatever their case, and not empty.")
        }
    }

    func requireField(_ idOrName: String) throws(SimulatorError) -> FieldSchema {
        guard let field = field(idOrName: idOrName) else {
            throw SimulatorError(
                .notFound, "There is no field \"\(idOrName)\" in the table \(name).",
                hint: "Give the id or the exact name of a field.")
        }
        return field
    }
}
