/// The schema of a base, as `GET /v0/meta/bases/{baseId}/tables` answers it.
///
/// Keys and types that are not known here are kept and written back.
public struct BaseSchema: Hashable, Sendable {
    public var tables: [TableSchema]

    public init(tables: [TableSchema]) {
        self.tables = tables
    }

    public func table(_ id: TableID) -> TableSchema? {
        tables.first { $0.id == id }
    }

    /// The table of that id, or else of exactly that name.
    public func table(idOrName: String) -> TableSchema? {
        tables.first { $0.id.rawValue == idOrName } ?? tables.first { $0.name == idOrName }
    }
}

/// A table of a base: its fields in schema order and its views.
public struct TableSchema: Hashable, Sendable {
    public var id: TableID
    public var name: String
    public var primaryFieldID: FieldID
    public var description: String?
    public var fields: [FieldSchema]
    public var views: [ViewSchema]
    /// Members that are not known here, such as `dateDependencySettings`.
    public var otherMembers: JSONObject

    public init(
        id: TableID, name: String, primaryFieldID: FieldID, description: String? = nil,
        fields: [FieldSchema], views: [ViewSchema] = [], otherMembers: JSONObject = [:]
    ) {
        self.id = id
        self.name = name
        self.primaryFieldID = primaryFieldID
        self.description = description
        self.fields = fields
        self.views = views
        self.otherMembers = otherMembers
    }

    /// The field of that id, or else of exactly that name.
    public func field(idOrName: String) -> FieldSchema? {
        fields.first { $0.id.rawValue == idOrName } ?? fields.first { $0.name == idOrName }
    }

    /// The view of that id, or else of exactly that name.
    public func view(idOrName: String) -> ViewSchema? {
        views.first { $0.id.rawValue == idOrName } ?? views.first { $0.name == idOrName }
    }

    /// The field whose text names a record. It need not be the first.
    public var primaryField: FieldSchema? { fields.first { $0.id == primaryFieldID } }
}

/// A field of a table.
public struct FieldSchema: Hashable, Sendable {
    public var id: FieldID
    public var name: String
    public var description: String?
    public var configuration: FieldConfiguration
    public var otherMembers: JSONObject

    public init(
        id: FieldID, name: String, type: FieldType, rawOptions: JSONValue? = nil,
        description: String? = nil, otherMembers: JSONObject = [:]
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.configuration = FieldConfiguration(type: type, rawOptions: rawOptions)
        self.otherMembers = otherMembers
    }

    public var type: FieldType { configuration.type }
    public var rawOptions: JSONValue? { configuration.rawOptions }
    public var options: FieldOptions { configuration.options }
}

/// A view of a table. Its filters, sorts and members are not part of Airtable's API.
public struct ViewSchema: Hashable, Sendable {
    public var id: ViewID
    public var name: String
    /// `grid`, `form`, `calendar`, `gallery`, `kanban`, `timeline`, `block`, `list` and what may come.
    public var type: String
    /// Only for grid views, and only when asked for with `include=visibleFieldIds`.
    public var visibleFieldIDs: [FieldID]?
    public var otherMembers: JSONObject

    public init(
        id: ViewID, name: String, type: String = "grid", visibleFieldIDs: [FieldID]? = nil,
        otherMembers: JSONObject = [:]
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.visibleFieldIDs = visibleFieldIDs
        self.otherMembers = otherMembers
    }
}
