extension ListRecordsQuery {
    /// What a GET may ask with, by name; `i` is a number from 0.
    public enum Parameter: String, Sendable, CaseIterable {
        case fields = "fields[]"
        case filterByFormula, maxRecords, pageSize, limit
        case sortField = "sort[i][field]"
        case sortDirection = "sort[i][direction]"
        case view, cellFormat, timeZone, userLocale
        case returnFieldsByFieldID = "returnFieldsByFieldId"
        case recordMetadata = "recordMetadata[]"
        case offset

        /// Nil for a name that is none of these. Arrays may be written `fields[]`, `fields[0]` or `fields`;
        /// nothing else has brackets but `sort`.
        init?(_ name: String) {
            guard let parameter = Self(rawValue: name) ?? Self(rawValue: Self.arrayName(name))
            else { return nil }
            self = parameter
        }

        /// `fields` and `fields[3]` are `fields[]`.
        private static func arrayName(_ name: String) -> String {
            guard name.hasSuffix("]"), let open = name.lastIndex(of: "[") else {
                return name + "[]"
            }
            let inside = name[name.index(after: open)...].dropLast()
            return inside.allSatisfy(\.isWholeNumber) ? name[..<open] + "[]" : name
        }
    }

    /// The query of a GET, as airtable.js and pyairtable write it.
    public var queryString: QueryString {
        var query = QueryString()
        for field in fields { query.append("fields[]", field) }
        if let filterByFormula { query.append("filterByFormula", filterByFormula) }
        if let maxRecords { query.append("maxRecords", String(maxRecords)) }
        if let pageSize { query.append("pageSize", String(pageSize)) }
        for (index, key) in sort.enumerated() {
            query.append("sort[\(index)][field]", key.field)
            query.append("sort[\(index)][direction]", key.direction.rawValue)
        }
        if let view { query.append("view", view) }
        if let cellFormat { query.append("cellFormat", cellFormat.rawValue) }
        query.items += localeQueryString.items
        if returnFieldsByFieldID { query.append("returnFieldsByFieldId", "true") }
        for item in recordMetadata { query.append("recordMetadata[]", item) }
        if let offset { query.append("offset", offset) }
        return query
    }

    /// Time zone and locale alone: Airtable reads them from the query even for POST.
    public var localeQueryString: QueryString {
        var query = QueryString()
        if let timeZone { query.append("timeZone", timeZone) }
        if let userLocale { query.append("userLocale", userLocale) }
        return query
    }

    /// Reads the query of a GET by the names of `Parameter`. An empty `offset` counts as none; `limit`
    /// is the old alias of `pageSize`. An unknown parameter is returned, for the caller to ignore or
    /// refuse.
    ///
    /// - Throws: `InvalidParameter` for a value of the wrong kind.
    public init(
        queryString: QueryString, unknown: inout [String]
    ) throws(InvalidParameter) {
        self.init()
        var sortKeys: [Int: (field: String?, direction: Sort.Direction)] = [:]
        for item in queryString.items {
            if let (index, part) = Self.sortPart(item.name) {
                var key = sortKeys[index] ?? (nil, .ascending)
                switch part {
                case "field": key.field = item.value
                case "direction": key.direction = try Self.direction(item.value, item.name)
                default: throw InvalidParameter(item.name, expected: "field or direction")
                }
                sortKeys[index] = key
            } else {
                try read(item, unknown: &unknown)
            }
        }
        for (index, key) in sortKeys.sorted(by: { $0.key < $1.key }) {
            guard let field = key.field else {
                throw InvalidParameter("sort[\(index)]", expected: "a field")
            }
            sort.append(Sort(field: field, direction: key.direction))
        }
    }

    private mutating func read(
        _ item: QueryString.Item, unknown: inout [String]
    ) throws(InvalidParameter) {
        switch Parameter(item.name) {
        case .fields: fields.append(item.value)
        case .recordMetadata: recordMetadata.append(item.value)
        case .filterByFormula: filterByFormula = item.value
        case .maxRecords: maxRecords = try Self.number(item)
        case .pageSize, .limit: pageSize = try Self.number(item)
        case .view: view = item.value
        case .cellFormat:
            guard let format = CellFormat(rawValue: item.value) else {
                throw InvalidParameter(item.name, expected: "json or string")
            }
            cellFormat = format
        case .timeZone: timeZone = item.value
        case .userLocale: userLocale = item.value
        case .returnFieldsByFieldID: returnFieldsByFieldID = try Self.boolean(item)
        case .offset: offset = item.value.isEmpty ? nil : item.value
        // A sort key has a number.
        case .sortField, .sortDirection, nil: unknown.append(item.name)
        }
    }

    /// The parts of `sort[0][field]`.
    private static func sortPart(_ name: String) -> (Int, Substring)? {
        guard name.hasPrefix("sort["), name.hasSuffix("]") else { return nil }
        let parts = name.dropFirst(5).dropLast().split(separator: "][", maxSplits: 1)
        guard parts.count == 2, let index = Int(parts[0]), index >= 0 else { return nil }
        return (index, parts[1])
    }

    private static func direction(
        _ text: String, _ name: String
    ) throws(InvalidParameter) -> Sort.Direction {
        guard let direction = Sort.Direction(rawValue: text) else {
            throw InvalidParameter(name, expected: "asc or desc")
        }
        return direction
    }

    private static func number(_ item: QueryString.Item) throws(InvalidParameter) -> Int {
        guard let number = Int(item.value) else {
            throw InvalidParameter(item.name, expected: "a whole number")
        }
        return number
    }

    private static func boolean(_ item: QueryString.Item) throws(InvalidParameter) -> Bool {
        switch item.value {
        case "true", "1": return true
        case "false", "0", "": return false
        default: throw InvalidParameter(item.name, expected: "true or false")
        }
    }
}
