import AirtableAPI

/// What differs between two schemas of a base, for the change log and for those who apply it.
struct SchemaDifference {
    let old: BaseSchema
    let new: BaseSchema

    /// How the fields of a table are called now, by their old names; nil for those that are gone.
    /// Fields that kept their names are not in it.
    func names(of table: TableID) -> [String: String?] {
        guard let before = old.table(table), let after = new.table(table) else { return [:] }
        let now = Dictionary(after.fields.map { ($0.id, $0.name) }) { first, _ in first }
        var names: [String: String?] = [:]
        for field in before.fields where now[field.id] != field.name {
            names[field.name] = .some(now[field.id])
        }
        return names
    }

    /// The change as the log tells it:
    /// `{"tables":[{"id","name","change":"created|changed|deleted","fields":[{"id","name","change"}]}]}`.
    var detail: JSONObject {
        let before = Set(old.tables.map(\.id))
        let after = Set(new.tables.map(\.id))
        var tables: [JSONValue] = []
        for table in new.tables where !before.contains(table.id) {
            tables.append(Self.entry(table.id.rawValue, table.name, "created"))
        }
        for table in new.tables {
            guard let former = old.table(table.id), former != table else { continue }
            let fields = Self.fields(from: former, to: table)
            var entry = Self.entry(table.id.rawValue, table.name, "changed").object ?? [:]
            if !fields.isEmpty { entry["fields"] = .array(fields) }
            tables.append(.object(entry))
        }
        for table in old.tables where !after.contains(table.id) {
            tables.append(Self.entry(table.id.rawValue, table.name, "deleted"))
        }
        return ["tables": .array(tables)]
    }

    private static func fields(from old: TableSchema, to new: TableSchema) -> [JSONValue] {
        let before = Dictionary(old.fields.map { ($0.id, $0) }) { first, _ in first }
        let after = Set(new.fields.map(\.id))
        var entries: [JSONValue] = []
        for field in new.fields {
            guard let former = before[field.id] else {
                entries.append(entry(field.id.rawValue, field.name, "created"))
                continue
            }
            if former != field { entries.append(entry(field.id.rawValue, field.name, "changed")) }
        }
        for field in old.fields where !after.contains(field.id) {
            entries.append(entry(field.id.rawValue, field.name, "deleted"))
        }
        return entries
    }

    private static func entry(_ id: String, _ name: String, _ change: String) -> JSONValue {
        ["id": .string(id), "name": .string(name), "change": .string(change)]
    }
}
