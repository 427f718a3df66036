public import AirtableAPI
import Synchronization

extension SimulatedBase {
    /// Gives a view an order and a choice of records; nil shows the whole table again.
    public func setRecords(_ records: [RecordID]?, of view: ViewID) {
        state.withLock { $0.views[view, default: SimulatedView()].records = records }
    }

    /// What a view shows; nil for a view that shows the whole table by ascending id.
    public func definition(of view: ViewID) -> SimulatedView? {
        state.withLock { $0.views[view] }
    }

    /// Says what a view shows; nil shows the whole table by ascending id. This moves no revision, as
    /// no webhook tells of it.
    ///
    /// - Throws: `SimulatorError` for an unknown table or view, or a filter or sort that the table
    ///   cannot have.
    public func define(_ definition: SimulatedView?, view: String, of table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let view = try schema.requireView(view)
            for key in definition?.sort ?? [] { _ = try schema.requireField(key.field) }
            if let formula = definition?.filterByFormula,
                let contents = TableContents(state, table: schema.id.rawValue)
            {
                do throws(Refusal) {
                    _ = try RecordFilter(formula, contents)
                } catch {
                    throw SimulatorError(
                        .refused, "The view \(view.name) cannot have that filter.",
                        hint: error.body.message ?? "Give a formula.")
                }
            }
            state.views[view.id] = definition
        }
    }

    /// Says which fields a view shows; the others are hidden, but listings still return them.
    ///
    /// - Throws: `SimulatorError` for an unknown table, view or field.
    public func setVisibleFields(_ fields: [String], ofView view: String, of table: String) throws {
        try state.withLock { state in
            let schema = try state.tableSchema(table)
            let view = try schema.requireView(view)
            var ids: [FieldID] = []
            for field in fields { ids.append(try schema.requireField(field).id) }
            state.changeSchema(of: schema.id) { table in
                for index in table.views.indices where table.views[index].id == view.id {
                    table.views[index].visibleFieldIDs = ids
                }
            }
            state.commit()
        }
    }
}

extension TableSchema {
    func requireView(_ idOrName: String) throws(SimulatorError) -> ViewSchema {
        guard let view = view(idOrName: idOrName) else {
            throw SimulatorError(
                .notFound, "There is no view \"\(idOrName)\" in the table \(name).",
                hint: "Give the id or the exact name of a view.")
        }
        return view
    }
}
