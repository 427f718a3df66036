/// Which changes a webhook reports, and what it tells of them.
public struct WebhookSpecification: Hashable, Sendable {
    /// The kinds of changes; the only part that Airtable requires.
    public enum DataType: String, Sendable, CaseIterable {
        /// Records and cells.
        case tableData
        /// Fields added, removed or changed.
        case tableFields
        /// Tables added or removed, their names and descriptions.
        case tableMetadata
    }

    public enum ChangeType: String, Sendable, CaseIterable {
        case add, remove, update
    }

    /// Unknown ones are kept out of the model and dropped.
    public var dataTypes: [DataType]
    /// A table's or a view's id; nil for the whole base.
    public var recordChangeScope: String?
    /// Nil for all.
    public var changeTypes: [ChangeType]?
    /// Where changes come from, such as `client` or `publicApi`; nil for all.
    public var fromSources: [String]?
    public var watchDataInFieldIDs: [FieldID]?
    public var watchSchemasOfFieldIDs: [FieldID]?
    public var includesPreviousCellValues = false
    public var includesPreviousFieldDefinitions = false
    /// The fields whose unchanged values come along: ids, or all of them by the text `all`.
    public var includeCellValuesInFieldIDs: JSONValue?

    public init(
        dataTypes: [DataType], recordChangeScope: String? = nil, changeTypes: [ChangeType]? = nil
    ) {
        self.dataTypes = dataTypes
        self.recordChangeScope = recordChangeScope
        self.changeTypes = changeTypes
    }

    /// Everything that a complete copy must hear of.
    public static let everything = WebhookSpecification(dataTypes: DataType.allCases)

    /// Whether it reports every change, however it is written.
    public var coversEverything: Bool {
        Set(dataTypes) == Set(DataType.allCases) && recordChangeScope == nil
            && changeTypes.map { Set($0) == Set(ChangeType.allCases) } ?? true
            && fromSources == nil && watchDataInFieldIDs == nil && watchSchemasOfFieldIDs == nil
    }

    /// - Throws: `WireFormatError` without known data types.
    public init(json: JSONValue) throws {
        let filters = json["options"]?["filters"]
        let types = (filters?["dataTypes"]?.array ?? []).compactMap {
            $0.string.flatMap(DataType.init)
        }
        guard !types.isEmpty else { throw WireFormatError("specification.options.filters") }
        self.init(
            dataTypes: types, recordChangeScope: filters?["recordChangeScope"]?.string,
            changeTypes: filters?["changeTypes"]?.array?.compactMap {
                $0.string.flatMap(ChangeType.init)
            })
        fromSources = filters?["fromSources"]?.array?.compactMap(\.string)
        watchDataInFieldIDs = Self.fields(filters?["watchDataInFieldIds"])
        watchSchemasOfFieldIDs = Self.fields(filters?["watchSchemasOfFieldIds"])
        let includes = json["options"]?["includes"]
        includesPreviousCellValues = includes?["includePreviousCellValues"]?.bool ?? false
        includesPreviousFieldDefinitions =
            includes?["includePreviousFieldDefinitions"]?.bool ?? false
        includeCellValuesInFieldIDs = includes?["includeCellValuesInFieldIds"]
    }

    public var json: JSONValue {
        var filters: JSONObject = ["dataTypes": .array(dataTypes.map { .string($0.rawValue) })]
        filters["recordChangeScope"] = recordChangeScope.map(JSONValue.string)
        filters["changeTypes"] = changeTypes.map { .array($0.map { .string($0.rawValue) }) }
        filters["fromSources"] = fromSources.map { .array($0.map(JSONValue.string)) }
        filters["watchDataInFieldIds"] = Self.json(watchDataInFieldIDs)
        filters["watchSchemasOfFieldIds"] = Self.json(watchSchemasOfFieldIDs)
        var includes = JSONObject()
        if includesPreviousCellValues { includes["includePreviousCellValues"] = true }
        if includesPreviousFieldDefinitions { includes["includePreviousFieldDefinitions"] = true }
        includes["includeCellValuesInFieldIds"] = includeCellValuesInFieldIDs
        var options: JSONObject = ["filters": .object(filters)]
        if !includes.isEmpty { options["includes"] = .object(includes) }
        return ["options": .object(options)]
    }

    private static func fields(_ json: JSONValue?) -> [FieldID]? {
        json?.array?.compactMap { $0.string.map { FieldID($0) } }
    }

    private static func json(_ fields: [FieldID]?) -> JSONValue? {
        fields.map { .array($0.map { .string($0.rawValue) }) }
    }
}
