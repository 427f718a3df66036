import AirtableAPI

/// Whether a fetched record is just what the copy and the payloads together say it is.
///
/// If so, nobody changed it between the payloads and the fetching.
struct Foretelling {
    private let table: TableSchema

    init(table: TableSchema) {
        self.table = table
    }

    /// - Parameters:
    ///   - fetched: the record object.
    ///   - cells: what the payloads say of its cells, by field id.
    ///   - before: the record object in the copy; nil where it is new.
    func isForetold(_ fetched: [UInt8], _ cells: JSONObject, before: [UInt8]?) throws -> Bool {
        let now = try JSONValue(parsing: fetched)["fields"]?.object ?? [:]
        let then = try before.map { try JSONValue(parsing: $0)["fields"]?.object ?? [:] } ?? [:]
        for field in table.fields {
            if let value = cells[field.id.rawValue] {
                guard WebhookCellValue.isSame(value, now[field.name], type: field.type) else {
                    return false
                }
            } else if now[field.name] != then[field.name], field.type != .multipleAttachments {
                return false
            }
        }
        return true
    }
}
