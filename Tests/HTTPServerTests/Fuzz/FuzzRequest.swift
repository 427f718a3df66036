import AirtableAPI
import AirtableSimulator

/// A request for records whose parameters may be anything.
struct FuzzRequest {
    let method: String
    let target: String
    let body: String?

    init(_ text: inout FuzzText, _ base: SimulatedBase) {
        let tables = base.schema.tables
        let table = text.pick(tables)
        let record = text.pick(base.records(table.id)).id.rawValue
        let name = text.pick([table.id.rawValue, table.name])
        let isAirtable = text.chance(0.5)
        let paths =
            isAirtable
            ? [
                ["v0", base.id.rawValue, name], ["v0", base.id.rawValue, name],
                ["v0", base.id.rawValue, name, "listRecords"],
                ["v0", base.id.rawValue, name, record],
                ["v0", "meta", "bases", base.id.rawValue, "tables"],
            ]
            : [
                ["api", "tables", name], ["api", "tables", name], ["api", "tables", name, record],
                ["api", "bases", base.id.rawValue, "tables", name], ["api", "changes"],
                ["api", "types"],
                ["api", "mappings", name], ["api", "attachments", name], ["api", "stats"],
            ]
        var path = text.pick(paths)
        let isPost = path.last == "listRecords"
        if text.chance(0.05) { path[text.number(0...(path.count - 1))] = text.odd() }
        let parameters = (0..<text.number(0...5)).map { _ in
            Self.parameter(&text, table, isAirtable)
        }
        let query = parameters.map { Self.encoded($0.0, &text) + "=" + Self.encoded($0.1, &text) }
        method =
            isPost ? "POST" : text.chance(0.03) ? text.pick(["HEAD", "OPTIONS", "TRACE"]) : "GET"
        target =
            "/" + path.map { Self.encoded($0, &text) }.joined(separator: "/")
            + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        body = isPost ? Self.body(parameters, &text) : nil
    }

    private static func parameter(
        _ text: inout FuzzText, _ table: TableSchema, _ isAirtable: Bool
    ) -> (String, String) {
        let field = text.pick(table.fields)
        let name = text.pick([field.name, field.id.rawValue])
        let number = text.pick([
            "1", "2", "100", "0", "-1", "1001", "99999999999999999999", "1.5", "x", "",
        ])
        let choices =
            isAirtable
            ? [
                ("filterByFormula", text.formula()), ("filterByFormula", "{\(name)}"),
                ("sort[\(text.pick(["0", "1", "x", "-1"]))][field]", name),
                ("sort[0][direction]", text.pick(["asc", "desc", "up"])), ("fields[]", name),
                ("pageSize", number), ("maxRecords", number), ("offset", text.odd()),
                ("view", text.pick(table.views).name),
                ("cellFormat", text.pick(["json", "string", "x"])),
                ("timeZone", text.pick(["Europe/Berlin", "utc", "client", "X/Y"])),
                ("userLocale", text.pick(["de", "ar", "xx"])), ("returnFieldsByFieldId", "true"),
            ]
            : [
                ("filterByFormula", text.formula()), ("sort", "-\(name)"), ("sort", name),
                ("fields", "\(name),\"\(text.odd())\""), ("page", number), ("pageSize", number),
                ("limit", number), ("cursor", text.odd()),
                ("empty", text.pick(["null", "omit", "x"])),
                ("ids", "rec1,rec2," + text.odd()),
                ("modifiedAfter", text.pick(["2024-01-31", "x", ""])),
                ("q", text.odd()), ("q", "\"record 1\""), ("expand", "\(name).\(name)"),
                ("format", text.pick(["json", "csv", "ndjson", "xml"])), (name, condition(&text)),
            ]
        var (key, value) = text.pick(choices)
        if text.chance(0.03) { key = text.mutated(key) }
        if text.chance(0.15) { value = text.chance(0.5) ? text.mutated(value) : text.odd() }
        return (key, value)
    }

    private static func condition(_ text: inout FuzzText) -> String {
        let sign = text.pick([
            "eq", "neq", "gt", "lte", "like", "ilike", "in", "is", "cs", "not.eq", "xx",
        ])
        let value = text.pick([
            "1", "(a,b)", "*a*", "null", "true", "%_\\", "2024-01-01", text.odd(),
        ])
        return "\(sign).\(value)"
    }

    /// Percent-encoded, now and then badly.
    private static func encoded(_ part: String, _ text: inout FuzzText) -> String {
        if text.chance(0.02) {
            return text.pick(["%", "%zz", "%00", "%ff%fe", "+", "%E2%82", ".."])
        }
        return part.utf8.map { byte in
            let isPlain =
                byte < 0x80
                && (Character(UnicodeScalar(byte)).isLetter
                    || Character(UnicodeScalar(byte)).isNumber)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    private static func body(_ parameters: [(String, String)], _ text: inout FuzzText) -> String {
        var object = JSONObject()
        for (key, value) in parameters {
            switch key {
            case "fields[]": object["fields"] = [.string(value)]
            case _ where key.hasPrefix("sort"): object["sort"] = [["field": .string(value)]]
            case "pageSize", "maxRecords":
                object[key] = Int(value).map { .number(JSONNumber($0)) } ?? .string(value)
            case "returnFieldsByFieldId": object["returnFieldsByFieldId"] = true
            default: object[key] = .string(value)
            }
        }
        let whole = JSONValue.object(object).text
        return text.chance(0.1) ? text.mutated(whole) : whole
    }
}
