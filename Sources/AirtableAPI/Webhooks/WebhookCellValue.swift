/// A cell value in the form that webhooks use, which for some types is another than that of records
/// (Airtable's field model, version 2 of the values).
public enum WebhookCellValue {
    /// Whether a value of a payload and one of a record are the same cell.
    ///
    /// - Parameters:
    ///   - payload: null for a cleared cell.
    ///   - record: nil for an empty cell.
    /// - Returns: false also where that cannot be told from the values alone.
    public static func isSame(
        _ payload: JSONValue, _ record: JSONValue?, type: FieldType
    ) -> Bool {
        guard let record, !isEmpty(record) else { return isEmpty(payload) }
        switch type {
        case .singleSelect, .externalSyncSource: return payload["name"] == record
        case .multipleSelects: return members(payload, "name") == record.array
        case .multipleRecordLinks: return members(payload, "id") == record.array
        case .singleCollaborator, .createdBy, .lastModifiedBy:
            return payload["id"] != nil && payload["id"] == record["id"]
        case .multipleCollaborators: return members(payload, "id") == members(record, "id")
        case .multipleAttachments:
            return members(payload, "id") == members(record, "id")
                && members(payload, "filename") == members(record, "filename")
        case .multipleLookupValues, .rollup, .formula, .aiText, .button:
            return payload == record && record.object == nil && record.array == nil
        default: return payload == record
        }
    }

    private static func members(_ list: JSONValue, _ name: String) -> [JSONValue]? {
        list.array?.compactMap { $0[name] }
    }

    private static func isEmpty(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .array(let items): items.isEmpty
        default: false
        }
    }
}
