import AirtableAPI
import FoundationEssentials
import HTTPTypes

/// The part of the admin API that edits tables, fields and records:
/// `/_simulator/bases/{base}/tables[/{table}[/records|fields|views[/{id}]]]`.
struct AdminTables {
    let base: SimulatedBase
    let date: Date

    /// - Parameter path: what follows `tables`.
    func answer(
        _ method: HTTPRequest.Method, _ path: [String], _ body: AdminBody
    ) throws -> JSONValue {
        switch (method, path.count, path.count > 1 ? path[1] : "") {
        case (.post, 0, _): try base.addTable(name: body.requiredText("name"))
        case (.patch, 1, _): try base.renameTable(path[0], to: body.requiredText("name"))
        case (.delete, 1, _): try base.deleteTable(path[0])
        case (.post, 2, "fields"): try addField(path[0], body)
        case (.patch, 3, "fields"): try changeField(path[2], of: path[0], body)
        case (.delete, 3, "fields"): try base.deleteField(path[2], of: path[0])
        case (.post, 2, "views"):
            try base.addView(
                name: body.requiredText("name"), type: body.text("type") ?? "grid", to: path[0])
        case (.patch, 3, "views"): try changeView(path[2], of: path[0], body)
        case (.delete, 3, "views"): try base.deleteView(path[2], of: path[0])
        case (.post, 3, "records") where path[2] == "batch": return try batch(path[0], body)
        case (.delete, 3, "records") where path[2] == "batch":
            try base.editRecords(
                in: path[0], body.texts("ids").map { .delete(RecordID($0)) }, at: date)
        case (.post, 2, "records"):
            return try record(
                base.createRecord(
                    in: path[0], id: body.text("id").map { RecordID($0) }, cells: body.cells(),
                    at: date))
        case (.patch, 3, "records"):
            return try record(
                base.updateRecord(RecordID(path[2]), in: path[0], cells: body.cells()))
        case (.delete, 3, "records"): try base.deleteRecord(RecordID(path[2]), in: path[0])
        default:
            throw SimulatorError(
                .notFound, "The admin API has no such route.",
                hint: "See DESIGN.md of AirtableSimulator for the routes.")
        }
        return ["revision": .number(JSONNumber(base.revision))]
    }

    private func addField(_ table: String, _ body: AdminBody) throws {
        try base.addField(
            name: body.requiredText("name"),
            type: FieldType(body.text("type") ?? FieldType.singleLineText.rawValue),
            options: body.object["options"], to: table)
    }

    /// Its name, or its type, or its options, or all of them.
    private func changeField(_ field: String, of table: String, _ body: AdminBody) throws {
        guard let schema = base.schema.table(idOrName: table)?.field(idOrName: field) else {
            throw SimulatorError(
                .notFound, "There is no field \"\(field)\" in the table \"\(table)\".",
                hint: "Give the id or the exact name of a field.")
        }
        let type = try body.text("type").map { FieldType($0) }
        if type != nil || body.object["options"] != nil {
            try base.changeField(
                schema.id.rawValue, of: table, type: type ?? schema.type,
                options: body.object["options"])
        }
        if let name = try type == nil && body.object["options"] == nil
            ? body.requiredText("name") : body.text("name")
        {
            try base.renameField(schema.id.rawValue, of: table, to: name)
        }
    }

    /// Its name, the fields and records that it shows, their filter and order, each optional; null
    /// takes a choice of records or a filter away.
    private func changeView(_ view: String, of table: String, _ body: AdminBody) throws {
        guard let schema = base.schema.table(idOrName: table)?.view(idOrName: view) else {
            throw SimulatorError(
                .notFound, "There is no view \"\(view)\" in the table \"\(table)\".",
                hint: "Give the id or the exact name of a view.")
        }
        var definition = base.definition(of: schema.id) ?? SimulatedView()
        if let records = body.object["records"] {
            definition.records =
                records.isNull ? nil : try body.texts("records").map { RecordID($0) }
        }
        if body.object["filterByFormula"] != nil {
            definition.filterByFormula = try body.text("filterByFormula")
        }
        if body.object["sort"] != nil {
            definition.sort = try body.objects("sort").map { key in
                let key = AdminBody(key)
                return ListRecordsQuery.Sort(
                    field: try key.requiredText("field"),
                    direction: try key.text("direction") == "desc" ? .descending : .ascending)
            }
        }
        try base.define(definition, view: schema.id.rawValue, of: table)
        if body.object["visibleFields"] != nil {
            try base.setVisibleFields(
                body.texts("visibleFields"), ofView: schema.id.rawValue, of: table)
        }
        if let name = try body.text("name") {
            try base.renameView(schema.id.rawValue, of: table, to: name)
        }
    }

    /// `{"records":[{"id"?,"fields"}]}` as one action: a record that exists is changed.
    private func batch(_ table: String, _ body: AdminBody) throws -> JSONValue {
        let id = base.schema.table(idOrName: table)?.id
        let edits = try body.objects("records").map { item -> SimulatedBase.RecordEdit in
            let edit = AdminBody(item)
            let record = try edit.text("id").map { RecordID($0) }
            if let id, let record, base.record(record, in: id) != nil {
                return .update(record, try edit.cells())
            }
            return .create(record, try edit.cells())
        }
        let records = try base.editRecords(in: table, edits, at: date)
        return ["records": .array(try records.map { try JSONValue(parsing: $0.json) })]
    }

    private func record(_ record: SimulatedRecord) throws -> JSONValue {
        try JSONValue(parsing: record.json)
    }
}
