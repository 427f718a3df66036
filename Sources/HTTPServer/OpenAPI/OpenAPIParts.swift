import AirtableAPI

/// Parameters and schemas that routes share.
enum OpenAPIParts {
    // MARK: Parameters

    static func query(_ name: String, _ description: String, _ schema: JSONValue) -> JSONValue {
        [
            "name": .string(name), "in": "query", "description": .string(description),
            "schema": schema,
        ]
    }

    static func path(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "path", "required": true,
            "description": .string(description), "schema": text,
        ]
    }

    static func number(_ name: String, _ description: String) -> JSONValue {
        query(name, description, ["type": "integer", "minimum": 1, "maximum": 1_000])
    }

    static let record = path("record", "The record's id.")
    static let table = path("table", "The table's id, name or key.")

    static let projection: [JSONValue] = [
        query("fields", "Only these fields, by name or id, separated by commas.", text),
        query(
            "empty", "`null` makes empty cells present.",
            ["type": "string", "enum": ["null", "omit"]]),
    ]

    static let listParameters: [JSONValue] =
        [
            query("page", "The page's number.", ["type": "integer", "minimum": 1]),
            number("pageSize", "Records in a page; 100 if not given."),
            number("limit", "Another name of `pageSize`."),
            query("cursor", "`nextCursor` of the page before.", text),
            query("sort", "Fields, separated by commas; a minus sign turns one round.", text),
            query("ids", "Only these records, separated by commas.", text),
            query("modifiedAfter", "Records modified later: an ISO 8601 time.", text),
            query(
                "filterByFormula", "Only records for which this formula of Airtable's holds.", text),
            query("view", "Only the records of this view, in its order: its id or name.", text),
            query("q", "Only records with these words.", text),
            query("expand", "Links, such as `Project.Owner`, in whose place records stand.", text),
            query(
                "format", "Else the header `Accept` decides.",
                ["type": "string", "enum": ["json", "csv", "ndjson"]]),
        ] + projection

    static let changeParameters: [JSONValue] = [
        query("since", "A cursor: what came after it.", text),
        query("table", "Only changes of this table.", text),
        query("previous", "`true`: with the values from before.", ["type": "boolean"]),
    ]

    // MARK: Schemas

    private static let text: JSONValue = ["type": "string"]
    private static let integer: JSONValue = ["type": "integer"]
    private static let optionalText: JSONValue = ["type": ["string", "null"]]

    static func page(of record: JSONValue) -> JSONValue {
        object([
            "records": ["type": "array", "items": record],
            "pagination": reference("Pagination"), "nextCursor": optionalText,
        ])
    }

    static let tables = object(["tables": ["type": "array", "items": reference("TableSummary")]])

    static let changes = object([
        "changes": ["type": "array", "items": ["type": "object"]], "nextCursor": text,
        "hasMore": ["type": "boolean"],
    ])

    static let schemas: JSONObject = [
        "Pagination": object([
            "page": ["type": ["integer", "null"]], "pageSize": integer, "total": integer,
            "totalPages": integer,
        ]),
        "TableSummary": object([
            "id": text, "name": text, "key": text, "recordCount": integer, "version": integer,
            "changedAt": optionalText,
        ]),
        "Problem": object([
            "type": text, "title": text, "status": integer, "detail": text, "code": text,
            "requestId": text, "error": text,
        ]),
    ]

    static let problemResponse: JSONValue = [
        "description": "Why there is no such answer (RFC 9457).",
        "content": ["application/problem+json": ["schema": reference("Problem")]],
    ]

    private static func reference(_ name: String) -> JSONValue {
        ["$ref": .string(OpenAPIDocument.schemaPrefix + name)]
    }

    /// An object that has all of these members.
    private static func object(_ properties: JSONObject) -> JSONValue {
        [
            "type": "object", "properties": .object(properties),
            "required": .array(properties.names.map { .string($0) }),
        ]
    }
}
