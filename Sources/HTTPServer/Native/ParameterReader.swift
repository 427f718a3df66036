import AirtableAPI
import FormulaLanguage
import FoundationEssentials
import Storage

/// Reads the named parameters of a list, one function for each.
struct ParameterReader {
    let values: [String: String]
    let table: StoredTable
    let generation: Snapshot
    let limits: HTTPLimits

    var hasPageSize: Bool { values["pageSize"] != nil || values["limit"] != nil }

    /// The page's number, nil where a cursor names it, and its size.
    func page() throws(HTTPServerError) -> (Int?, Int) {
        if values["pageSize"] != nil, values["limit"] != nil {
            throw ListParameters.invalid(
                "limit", "is another name of 'pageSize', which is given too",
                "Give one of them.")
        }
        let sizeName = values["limit"] != nil ? "limit" : "pageSize"
        let size = try number(sizeName, in: 1...limits.largestPage) ?? limits.defaultPage
        guard let cursor = values["cursor"] else {
            return (try number("page", in: 1...limits.highestPage) ?? 1, size)
        }
        guard values["page"] == nil else {
            throw ListParameters.invalid(
                "cursor", "says where the page begins, and so does 'page'", "Give one of them.")
        }
        guard !cursor.isEmpty else {
            throw ListParameters.invalid(
                "cursor", "is empty", "Take it from 'nextCursor' of the page before.")
        }
        return (nil, size)
    }

    func ids() throws(HTTPServerError) -> [String]? {
        guard let items = try list("ids") else { return nil }
        guard items.count <= limits.operands else {
            throw ListParameters.invalid(
                "ids", "has \(items.count) values", "At most \(limits.operands).")
        }
        for id in items where !id.hasPrefix(RecordID.prefix) {
            throw ListParameters.invalid(
                "ids", "has '\(id)', which is no record id", "Record ids begin with 'rec'.")
        }
        return items
    }

    func sort(_ query: inout RecordQuery) throws(HTTPServerError) {
        for item in try list("sort") ?? [] {
            // A field whose name begins with a minus sign is found by that name first.
            if let field = table.field(idOrName: item) {
                query.addSort(RecordQuery.SortKey(field: field))
            } else {
                let name = item.hasPrefix("-") ? String(item.dropFirst()) : item
                let field = try FieldAddress.field(name, in: table, parameter: "sort")
                query.addSort(RecordQuery.SortKey(field: field, isDescending: name != item))
            }
        }
        guard query.sort.count <= limits.sortKeys else {
            throw ListParameters.invalid(
                "sort", "has \(query.sort.count) fields", "At most \(limits.sortKeys).")
        }
    }

    func modifiedAfter() throws(HTTPServerError) -> Date? {
        guard let text = values["modifiedAfter"] else { return nil }
        guard let date = Timestamp.parse(text) else {
            throw ListParameters.invalid(
                "modifiedAfter", "is '\(text)', which is no time",
                "Write it as 2026-01-31, or 2026-01-31T08:00:00Z; a plus sign is '%2B'.")
        }
        return date
    }

    func filter(now: Date) throws(HTTPServerError) -> RecordFilter? {
        guard let text = values["filterByFormula"] else { return nil }
        do {
            return try RecordFilter(formula: text, table: table, now: now)
        } catch let error as FormulaError {
            throw ListParameters.invalid(
                "filterByFormula", "is no formula for this table",
                "At byte \(error.offset) stands \(error.found); expected is \(error.expected).")
        } catch {
            throw ListParameters.invalid(
                "filterByFormula", "asks when records were modified",
                "Add a field of the type 'Last modified time', with its time, in Airtable.")
        }
    }

    func search() throws(HTTPServerError) -> String? {
        guard let text = values["q"] else { return nil }
        guard text.utf8.count <= limits.searchBytes else {
            throw ListParameters.invalid(
                "q", "is too long", "At most \(limits.searchBytes) bytes.")
        }
        return text
    }

    func format(accept: String?) throws(HTTPServerError) -> RecordFormat {
        let layout = try layout(accept: accept)
        let fields = try fields()
        let fillsEmpty = try fillsEmpty()
        let expansion = try expansion(layout, fields)
        var projection: RecordProjection?
        if layout != .csv, fields != nil || fillsEmpty || !expansion.isEmpty {
            projection = RecordProjection(
                fields: fields, of: table, fillsEmpty: fillsEmpty, expansion: expansion)
        }
        return RecordFormat(
            layout: layout, columns: fields ?? table.fields, projection: projection,
            isExpanded: !expansion.isEmpty)
    }

    private func expansion(
        _ layout: RecordFormat.Layout, _ fields: [StoredField]?
    ) throws(HTTPServerError) -> RecordExpansion {
        guard let paths = try list("expand") else { return RecordExpansion() }
        guard layout != .csv else {
            throw ListParameters.invalid(
                "expand", "does not go with CSV", "Ask for 'format=json' or 'ndjson'.")
        }
        let expansion = try RecordExpansion(paths, from: table, in: generation, limits: limits)
        if let fields,
            let name = expansion.links.keys.sorted().first(where: { name in
                !fields.contains { $0.name == name }
            })
        {
            throw ListParameters.invalid(
                "expand", "names '\(name)', which 'fields' leaves out", "Add it to 'fields'.")
        }
        return expansion
    }

    func fields() throws(HTTPServerError) -> [StoredField]? {
        guard let items = try list("fields") else { return nil }
        var fields: [StoredField] = []
        for item in items {
            let field = try FieldAddress.field(item, in: table, parameter: "fields")
            if !fields.contains(where: { $0.id == field.id }) { fields.append(field) }
        }
        return fields
    }

    func fillsEmpty() throws(HTTPServerError) -> Bool {
        guard let value = values["empty"] else { return false }
        guard value == "null" || value == "omit" else {
            throw ListParameters.invalid(
                "empty", "is '\(value)'",
                "'null' makes empty cells present as null, 'omit' leaves them out.")
        }
        return value == "null"
    }

    private func layout(accept: String?) throws(HTTPServerError) -> RecordFormat.Layout {
        if let value = values["format"] {
            guard let layout = RecordFormat.Layout(rawValue: value) else {
                throw ListParameters.invalid(
                    "format", "is '\(value)'", "There is 'json', 'csv' and 'ndjson'.")
            }
            return layout
        }
        guard let accept else { return .json }
        return try MediaTypeChoice.layout(accept)
    }

    private func number(
        _ name: String, in range: ClosedRange<Int>
    ) throws(HTTPServerError) -> Int? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
            range.contains(number)
        else {
            throw ListParameters.invalid(
                name, "is '\(text)'",
                "It is a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// Values separated by commas; a value that has one stands in double quotation marks.
    private func list(_ name: String) throws(HTTPServerError) -> [String]? {
        guard let text = values[name] else { return nil }
        guard let items = CommaList.parse(text), !items.contains("") else {
            throw ListParameters.invalid(
                name, "has an empty value or a quotation mark without its counterpart",
                "Separate values by commas; quote a value that has one: a,\"b,c\".")
        }
        return items
    }
}
