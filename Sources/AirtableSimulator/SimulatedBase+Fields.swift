public import AirtableAPI
import Synchronization

/// Changes of a field's type and options, and of views.
extension SimulatedBase {
    /// Gives a field another type or other options. Cells are converted as Airtable does where it
    /// is simple: to and from text, numbers and checkboxes; what does not fit becomes empty.
    ///
    /// - Parameter options: nil for a type that has none.
    /// - Throws: `SimulatorError` for an unknown table or field.
    public func changeField(
        _ field: String, of table: String, type: FieldType, options: JSONValue? = nil
    ) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let old = try schema.requireField(field)
            let new = FieldConfiguration(type: type, rawOptions: options)
            state.changeSchema(of: schema.id) { table in
                for index in table.fields.indices where table.fields[index].id == old.id {
                    table.fields[index].configuration = new
                }
            }
            if old.type != type { state.convertCells(old, of: schema.id, to: type) }
            state.edit.dueFields = [old.id]
            state.commit()
        }
    }

    /// Gives a field other options and leaves its type, such as new choices.
    ///
    /// - Throws: `SimulatorError` for an unknown table or field.
    public func changeField(_ field: String, of table: String, options: JSONValue?) throws {
        let type = try state.withLock { state in
            try state.tableSchema(table).requireField(field).type
        }
        try changeField(field, of: table, type: type, options: options)
    }

    /// Adds a view under a new id. Webhooks do not report views.
    ///
    /// - Throws: `SimulatorError` for an unknown table or a name that is taken.
    @discardableResult
    public func addView(
        name: String, type: String = "grid", to table: String
    ) throws -> ViewSchema {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            try schema.checkViewName(name)
            let view = ViewSchema(
                id: ViewID(state.random.identifier(ViewID.prefix)), name: name, type: type,
                visibleFieldIDs: type == "grid" ? schema.fields.map(\.id) : nil)
            state.changeSchema(of: schema.id) { $0.views.append(view) }
            state.commit()
            return view
        }
    }

    /// - Throws: `SimulatorError` for an unknown table or view, or a name that is taken.
    public func renameView(_ view: String, of table: String, to newName: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let view = try schema.requireView(view)
            try schema.checkViewName(newName, of: view.id)
            state.changeSchema(of: schema.id) { table in
                for index in table.views.indices where table.views[index].id == view.id {
                    table.views[index].name = newName
                }
            }
            state.commit()
        }
    }

    /// - Throws: `SimulatorError` for an unknown table or view.
    public func deleteView(_ view: String, of table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let view = try schema.requireView(view)
            state.changeSchema(of: schema.id) { $0.views.removeAll { $0.id == view.id } }
            state.views[view.id] = nil
            state.commit()
        }
    }
}

extension SimulatedBase.State {
    fileprivate mutating func convertCells(
        _ field: FieldSchema, of table: TableID, to type: FieldType
    ) {
        for record in tables[table]?.records ?? [] {
            var cells = record.cells
            guard let cell = cells[field.name] else { continue }
            let converted = Self.convert(cell, to: type)
            guard converted != cell else { continue }
            cells[field.name] = converted
            put(record.with(cells: cells), in: table)
        }
    }

    /// A cell as a field of another type would hold it; nil for an empty one.
    private static func convert(_ cell: JSONValue, to type: FieldType) -> JSONValue? {
        let text = ComputedCell.text(cell)
        let value: JSONValue
        switch type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber,
            .singleSelect:
            value = .string(text)
        case .multipleSelects: value = text.isEmpty ? [] : [.string(text)]
        case .number, .currency, .percent, .duration, .rating:
            guard let number = Double(text), number.isFinite else { return nil }
            value = .number(JSONNumber(number))
        case .checkbox: value = .bool(!text.isEmpty && text != "0")
        default: return nil
        }
        return value.isEmptyCell ? nil : value
    }
}

extension TableSchema {
    fileprivate func checkViewName(_ name: String, of id: ViewID? = nil) throws(SimulatorError) {
        guard !views.contains(where: { $0.id != id && $0.name == name }), !name.isEmpty else {
            throw SimulatorError(
                .refused, "A view of \(self.name) cannot be named \"\(name)\".",
                hint: "Names are unique in a table, and not empty.")
        }
    }
}
