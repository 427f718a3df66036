import AirtableAPI

/// A route as OpenAPI tells it: one operation.
struct OpenAPIRoute {
    enum Tag: String, CaseIterable {
        case records = "Records"
        case base = "Base"
        case attachments = "Attachments"
        case changes = "Changes"
        case instance = "Instance"
        case airtable = "Airtable's own API"
    }

    let tag: Tag
    let method: String
    /// With variables in braces.
    let pattern: String
    let operationID: String
    let summary: String
    let isPerBase: Bool
    let isOpen: Bool
    let parameters: [JSONValue]
    let mediaType: String
    let status: String
    let schema: JSONValue
    var otherMediaTypes: [String] = []
    var description: String?
    /// The schema of the JSON that it takes; nil for none.
    var body: JSONValue?
    /// What the body begins as, where somebody writes one by hand.
    var example: JSONValue?
    /// The name of the answer that is no success.
    var failure = "Problem"

    init(
        _ tag: Tag, _ pattern: String, _ operationID: String, _ summary: String,
        method: String = "get", isPerBase: Bool = false, isOpen: Bool = false,
        parameters: [JSONValue] = [], mediaType: String = "application/json",
        status: String = "200", schema: JSONValue = ["type": "object"]
    ) {
        self.tag = tag
        self.method = method
        self.pattern = pattern
        self.operationID = operationID
        self.summary = summary
        self.isPerBase = isPerBase
        self.isOpen = isOpen
        self.parameters = parameters
        self.mediaType = mediaType
        self.status = status
        self.schema = schema
    }

    func path(base: BaseID) -> String {
        guard isPerBase else { return pattern }
        return "/api/bases/\(base.rawValue)" + pattern.dropFirst("/api".count)
    }

    var operation: JSONValue {
        var object: JSONObject = [
            "tags": [.string(tag.rawValue)], "operationId": .string(operationID),
            "summary": .string(summary),
        ]
        object["description"] = description.map { .string($0) }
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body {
            var content: JSONObject = ["schema": body]
            content["example"] = example
            object["requestBody"] = [
                "required": true, "content": ["application/json": .object(content)],
            ]
        }
        var success: JSONObject = ["description": "What was asked for."]
        if status != "204" {
            var content: JSONObject = [mediaType: ["schema": schema]]
            for type in otherMediaTypes { content[type] = ["schema": ["type": "string"]] }
            success["content"] = .object(content)
        }
        object["responses"] = [
            status: .object(success),
            "default": ["$ref": .string("#/components/responses/" + failure)],
        ]
        if isOpen { object["security"] = [] }
        return .object(object)
    }
}

extension OpenAPIRoute {
    /// All routes but those of single tables.
    static let all: [OpenAPIRoute] = [
        OpenAPIRoute(
            .base, "/api/bases", "listBases", "The bases of this instance, the default one first"),
        OpenAPIRoute(
            .base, "/api/tables", "listTables", "The tables of the base", isPerBase: true,
            schema: OpenAPIParts.tables),
        OpenAPIRoute(
            .base, "/api/mappings", "listMappings", "Ids, names and keys of all tables and fields",
            isPerBase: true),
        OpenAPIRoute(
            .base, "/api/mappings/{table}", "getMapping",
            "Ids, names and keys of a table's fields", isPerBase: true,
            parameters: [OpenAPIParts.table]),
        OpenAPIRoute(
            .base, "/api/types", "getTypes", "Code for this base", isPerBase: true,
            parameters: [
                OpenAPIParts.query(
                    "lang", "The language; `typescript` if not given.",
                    ["type": "string", "enum": .array(TypesLanguage.names.map { .string($0) })]),
                OpenAPIParts.query(
                    "format", "`json`: the fields and their TypeScript types as JSON.",
                    ["type": "string", "enum": ["text", "json"]]),
            ], mediaType: "text/plain", schema: ["type": "string"]),
        OpenAPIRoute(
            .changes, "/api/changes", "listChanges", "What changed, page by page", isPerBase: true,
            parameters: OpenAPIParts.changeParameters
                + [OpenAPIParts.number("limit", "Entries that are looked at; 100 if not given.")],
            schema: OpenAPIParts.changes),
        OpenAPIRoute(
            .changes, "/api/events", "followEvents", "What changes, as it happens", isPerBase: true,
            parameters: OpenAPIParts.changeParameters, mediaType: "text/event-stream",
            schema: ["type": "string"]),
        OpenAPIRoute(
            .instance, "/api/stats", "getStats", "Counts, sizes, versions, runs and calls",
            isPerBase: true),
        OpenAPIRoute(
            .instance, "/api/refresh", "startRefresh", "Asks for a full sync", method: "post",
            isPerBase: true, status: "202"),
        OpenAPIRoute(
            .instance, "/api/refresh/{job}", "getRefresh", "A full sync's progress and outcome",
            isPerBase: true, parameters: [OpenAPIParts.path("job", "Its id.")]),
        OpenAPIRoute(
            .instance, "/health", "getHealth", "How each base is", isOpen: true),
        OpenAPIRoute(
            .instance, "/livez", "isAlive", "Whether the process runs", isOpen: true),
        OpenAPIRoute(
            .instance, "/readyz", "isReady", "Whether every base has data", isOpen: true),
        OpenAPIRoute(
            .instance, "/openapi.json", "getOpenAPI", "This description of the first base"),
        OpenAPIRoute(
            .instance, "/docs", "getDocs", "A page that shows and tries these routes",
            isOpen: true, mediaType: "text/html", schema: ["type": "string"]),
        notify,
    ]

    private static let notify: OpenAPIRoute = {
        var route = OpenAPIRoute(
            .instance, "/webhooks/airtable/refresh", "notify",
            "Takes Airtable's notifications, by their signature", method: "post", isOpen: true,
            parameters: [
                OpenAPIParts.header(
                    WebhookSignature.headerName,
                    "`hmac-sha256=` and the body's HMAC in hexadecimal.")
            ], status: "204")
        let id = OpenAPIParts.object(["id": OpenAPIParts.text])
        route.body = OpenAPIParts.object([
            "base": id, "webhook": id, "timestamp": OpenAPIParts.text,
        ])
        return route
    }()
}
