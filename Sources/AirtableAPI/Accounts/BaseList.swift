/// One page of `GET /v0/meta/bases`.
public struct BaseList: Hashable, Sendable {
    public struct Base: Hashable, Sendable {
        public var id: BaseID
        public var name: String
        /// `none`, `read`, `comment`, `edit` or `create`.
        public var permissionLevel: String

        public init(id: BaseID, name: String, permissionLevel: String) {
            self.id = id
            self.name = name
            self.permissionLevel = permissionLevel
        }
    }

    public var bases: [Base]
    /// Where the next page begins; absent on the last.
    public var offset: String?

    public init(bases: [Base], offset: String? = nil) {
        self.bases = bases
        self.offset = offset
    }

    /// - Throws: `JSONSyntaxError` or `WireFormatError`.
    public init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard let items = json["bases"]?.array else { throw WireFormatError("bases") }
        bases = try items.enumerated().map { index, item in
            guard let id = item["id"]?.string, let name = item["name"]?.string else {
                throw WireFormatError("bases[\(index)].id")
            }
            return Base(
                id: BaseID(id), name: name,
                permissionLevel: item["permissionLevel"]?.string ?? "none")
        }
        offset = json["offset"]?.string
    }

    public var json: JSONValue {
        let items = bases.map { base -> JSONValue in
            [
                "id": .string(base.id.rawValue), "name": .string(base.name),
                "permissionLevel": .string(base.permissionLevel),
            ]
        }
        var object: JSONObject = ["bases": .array(items)]
        object["offset"] = offset.map(JSONValue.string)
        return .object(object)
    }
}
