import AirtableAPI
import FoundationEssentials
import HTTPTypes

/// The part of the admin API that edits tables, fields and records:
/// `/_simulator/bases/{base}/tables[/{table}[/records|fields[/{id}]]]`.
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
        case (.patch, 3, "fields"):
            try base.renameField(path[2], of: path[0], to: body.requiredText("name"))
        case (.delete, 3, "fields"): try base.deleteField(path[2], of: path[0])
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

    private func record(_ record: SimulatedRecord) throws -> JSONValue {
        try JSONValue(parsing: record.json)
    }
}
