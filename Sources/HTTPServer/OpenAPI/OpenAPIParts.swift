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

    static func header(_ name: String, _ description: String) -> JSONValue {
        [
            "name": .string(name), "in": "header", "description": .string(description),
            "schema": text,
        ]
    }

    static func number(
        _ name: String, _ description: String, maximum: Int = 1_000
    ) -> JSONValue {
        query(
            name, description,
            ["type": "integer", "minimum": 1, "maximum": .number(JSONNumber(maximum))])
    }

    static let record = path("record", "The record's id.")
    static let table = path("table", "The table's id, name or key.")

    /// What the answer's records hold.
    static let projection: [JSONValue] = [
        query("fields", "Only these fields, by name or id, separated by commas.", text),
        query(
            "empty", "`null` makes empty cells present.",
            ["type": "string", "enum": ["null", "omit"]]),
        query("expand", "Links, such as `Project.Owner`, in whose place records stand.", text),
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

    static let text: JSONValue = ["type": "string"]
    static let integer: JSONValue = ["type": "integer"]
    static let optionalText: JSONValue = ["type": ["string", "null"]]

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
        "AirtableError": [
            "description": "An error as Airtable tells it: a type alone, or with a message.",
            "type": "object", "required": ["error"],
            "properties": [
                "error": [
                    "anyOf": [
                        text, object(["type": text, "message": text], required: ["type"]),
                    ]
                ]
            ],
        ],
        "Deletion": object(["id": text, "deleted": ["type": "boolean", "const": true]]),
    ]

    /// The answers that are no success.
    static let failures: JSONObject = [
        "Problem": [
            "description": "Why there is no such answer (RFC 9457).",
            "content": ["application/problem+json": ["schema": reference("Problem")]],
        ],
        "AirtableError": [
            "description": "Why there is no such answer, in Airtable's words.",
            "content": ["application/json": ["schema": reference("AirtableError")]],
        ],
    ]

    static func reference(_ name: String) -> JSONValue {
        ["$ref": .string(OpenAPIDocument.schemaPrefix + name)]
    }

    /// An object.
    ///
    /// - Parameter required: the members that it must have; nil for all.
    static func object(_ properties: JSONObject, required: [String]? = nil) -> JSONValue {
        [
            "type": "object", "properties": .object(properties),
            "required": .array((required ?? properties.names).map { .string($0) }),
        ]
    }
}
