/// An answer that is JSON but not the object that was asked for.
public struct WireFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is missing or of the wrong kind, such as `tables[3].id`.
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public var description: String { "the answer lacks a usable '\(path)'" }
}

extension BaseSchema {
    /// Reads the body of `GET /v0/meta/bases/{baseId}/tables`.
    ///
    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        try self.init(json: JSONValue(parsing: bytes))
    }

    /// - Throws: `WireFormatError` for a table, field or view without id or name.
    public init(json: JSONValue) throws(WireFormatError) {
        guard let items = json["tables"]?.array else { throw WireFormatError("tables") }
        tables = []
        for (index, item) in items.enumerated() {
            tables.append(try TableSchema(json: item, path: "tables[\(index)]"))
        }
    }

    public var json: JSONValue {
        ["tables": .array(tables.map(\.json))]
    }
}

extension JSONValue {
    fileprivate func requiredString(_ name: String, _ path: String) throws(WireFormatError)
        -> String
    {
        guard let text = self[name]?.string else { throw WireFormatError("\(path).\(name)") }
        return text
    }
}

extension TableSchema {
    private static let knownMembers: Set<String> = [
        "id", "name", "primaryFieldId", "description", "fields", "views",
    ]

    init(json: JSONValue, path: String) throws(WireFormatError) {
        id = TableID(try json.requiredString("id", path))
        name = try json.requiredString("name", path)
        description = json["description"]?.string
        fields = []
        for (index, item) in (json["fields"]?.array ?? []).enumerated() {
            fields.append(try FieldSchema(json: item, path: "\(path).fields[\(index)]"))
        }
        views = []
        for (index, item) in (json["views"]?.array ?? []).enumerated() {
            views.append(try ViewSchema(json: item, path: "\(path).views[\(index)]"))
        }
        guard let primary = json["primaryFieldId"]?.string ?? fields.first?.id.rawValue else {
            throw WireFormatError("\(path).primaryFieldId")
        }
        primaryFieldID = FieldID(primary)
        otherMembers = json.object?.others(than: Self.knownMembers) ?? [:]
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "name": .string(name),
            "primaryFieldId": .string(primaryFieldID.rawValue),
        ]
        object["description"] = description.map(JSONValue.string)
        object["fields"] = .array(fields.map(\.json))
        object["views"] = .array(views.map(\.json))
        for member in otherMembers.members { object[member.name] = member.value }
        return .object(object)
    }
}

extension FieldSchema {
    private static let knownMembers: Set<String> = ["id", "name", "type", "description", "options"]

    init(json: JSONValue, path: String) throws(WireFormatError) {
        self.init(
            id: FieldID(try json.requiredString("id", path)),
            name: try json.requiredString("name", path),
            type: FieldType(try json.requiredString("type", path)),
            rawOptions: json["options"], description: json["description"]?.string,
            otherMembers: json.object?.others(than: Self.knownMembers) ?? [:])
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "name": .string(name), "type": .string(type.rawValue),
        ]
        object["description"] = description.map(JSONValue.string)
        object["options"] = rawOptions
        for member in otherMembers.members { object[member.name] = member.value }
        return .object(object)
    }
}

extension ViewSchema {
    private static let knownMembers: Set<String> = ["id", "name", "type", "visibleFieldIds"]

    init(json: JSONValue, path: String) throws(WireFormatError) {
        self.init(
            id: ViewID(try json.requiredString("id", path)),
            name: try json.requiredString("name", path),
            type: json["type"]?.string ?? "grid",
            visibleFieldIDs: json["visibleFieldIds"]?.array?.compactMap {
                $0.string.map { FieldID($0) }
            },
            otherMembers: json.object?.others(than: Self.knownMembers) ?? [:])
    }

    public var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id.rawValue), "name": .string(name), "type": .string(type),
        ]
        object["visibleFieldIds"] = visibleFieldIDs.map { ids in
            .array(ids.map { .string($0.rawValue) })
        }
        for member in otherMembers.members { object[member.name] = member.value }
        return .object(object)
    }
}
