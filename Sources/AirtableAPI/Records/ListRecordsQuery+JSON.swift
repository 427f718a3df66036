extension ListRecordsQuery {
    /// The body of a POST `listRecords`. Time zone and locale are not in it: see
    /// `localeQueryString`.
    public var json: JSONValue {
        var object = JSONObject()
        if !fields.isEmpty { object["fields"] = .array(fields.map(JSONValue.string)) }
        object["filterByFormula"] = filterByFormula.map(JSONValue.string)
        object["maxRecords"] = maxRecords.map { .number(JSONNumber($0)) }
        object["pageSize"] = pageSize.map { .number(JSONNumber($0)) }
        if !sort.isEmpty {
            object["sort"] = .array(
                sort.map {
                    ["field": .string($0.field), "direction": .string($0.direction.rawValue)]
                })
        }
        object["view"] = view.map(JSONValue.string)
        object["cellFormat"] = (cellFormat?.rawValue).map(JSONValue.string)
        if returnFieldsByFieldID { object["returnFieldsByFieldId"] = true }
        if !recordMetadata.isEmpty {
            object["recordMetadata"] = .array(recordMetadata.map(JSONValue.string))
        }
        object["offset"] = offset.map(JSONValue.string)
        return .object(object)
    }

    /// Reads the body of a POST `listRecords`. Unknown members are ignored, as Airtable does:
    /// airtable.js leaves `method`, `timeZone` and `userLocale` there.
    ///
    /// - Throws: `InvalidParameter` for a value of the wrong kind.
    public init(json: JSONValue) throws(InvalidParameter) {
        self.init()
        guard let object = json.object else {
            throw InvalidParameter("body", expected: "an object")
        }
        fields = try Self.strings(object, "fields")
        recordMetadata = try Self.strings(object, "recordMetadata")
        filterByFormula = try Self.string(object, "filterByFormula")
        maxRecords = try Self.integer(object, "maxRecords")
        pageSize = try Self.integer(object, "pageSize")
        view = try Self.string(object, "view")
        offset = try Self.string(object, "offset")
        if offset == "" { offset = nil }
        if let text = try Self.string(object, "cellFormat") {
            guard let format = CellFormat(rawValue: text) else {
                throw InvalidParameter("cellFormat", expected: "json or string")
            }
            cellFormat = format
        }
        if let value = object["returnFieldsByFieldId"] {
            guard let flag = value.bool else {
                throw InvalidParameter("returnFieldsByFieldId", expected: "true or false")
            }
            returnFieldsByFieldID = flag
        }
        guard let keys = (object["sort"] ?? []).array else {
            throw InvalidParameter("sort", expected: "an array of objects")
        }
        for (index, key) in keys.enumerated() {
            guard let field = key["field"]?.string else {
                throw InvalidParameter("sort[\(index)].field", expected: "a field")
            }
            let text = key["direction"] ?? "asc"
            guard let direction = text.string.flatMap({ Sort.Direction(rawValue: $0) }) else {
                throw InvalidParameter("sort[\(index)].direction", expected: "asc or desc")
            }
            sort.append(Sort(field: field, direction: direction))
        }
    }

    private static func string(
        _ object: JSONObject, _ name: String
    ) throws(InvalidParameter) -> String? {
        guard let value = object[name] else { return nil }
        guard let text = value.string else { throw InvalidParameter(name, expected: "text") }
        return text
    }

    private static func integer(
        _ object: JSONObject, _ name: String
    ) throws(InvalidParameter) -> Int? {
        guard let value = object[name] else { return nil }
        guard let number = value.integer else {
            throw InvalidParameter(name, expected: "a whole number")
        }
        return number
    }

    private static func strings(
        _ object: JSONObject, _ name: String
    ) throws(InvalidParameter) -> [String] {
        guard let value = object[name] else { return [] }
        guard let items = value.array else {
            throw InvalidParameter(name, expected: "an array of texts")
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else {
                throw InvalidParameter(name, expected: "an array of texts")
            }
            texts.append(text)
        }
        return texts
    }
}
