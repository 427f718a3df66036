import AirtableAPI
import HTTPTypes

/// Airtable's own API. Routes of records are told table by table, since their bodies are a table's;
/// parameters and bodies of all others are Airtable's, and more may come than is told here.
extension OpenAPIRoute {
    /// The routes that are not those of a table's records.
    static func airtable(_ base: BaseID) -> [OpenAPIRoute] {
        AirtableRoutes.all.filter { !$0.isOfRecords }.map { route in
            let variables = route.segments.filter { $0.first == ":" && $0 != ":base" }
            let parameters = variables.map { name in
                OpenAPIParts.path(String(name.dropFirst()), descriptions[name] ?? "Its id.")
            }
            let key = "\(route.method.rawValue) \(route.pattern)"
            let told = AirtableTold.byRoute[key] ?? AirtableTold("Airtable's own API: \(key)")
            var result = OpenAPIRoute(
                .airtable, route.path(base: base), operationID(route), told.summary,
                method: route.method.rawValue.lowercased(),
                parameters: parameters + told.parameters, schema: told.schema)
            result.body = told.body
            result.failure = "AirtableError"
            return result
        }
    }

    private static let descriptions: [Substring: String] = [
        ":table": "The table's id or name.", ":field": "The field's id or name.",
    ]

    /// Such as `airtablePatchBaseTableRecordComments`.
    private static func operationID(_ route: Route) -> String {
        let words = [route.method.rawValue.lowercased()[...]] + route.segments.dropFirst()
        return "airtable"
            + words.map { word in
                let letters = word.filter(\.isLetter)
                return letters.prefix(1).uppercased() + letters.dropFirst()
            }.joined()
    }
}

extension Route {
    fileprivate var segments: [Substring] { pattern.split(separator: "/") }

    /// Whether it reads or writes a table's records.
    var isOfRecords: Bool {
        let tail = segments.dropFirst(3)
        return pattern.hasPrefix("/v0/:base/:table")
            && (tail.isEmpty || tail == [":record"] || tail == ["listRecords"])
    }

    /// With variables in braces, but the base by its id.
    func path(base: BaseID, table: TableID? = nil) -> String {
        segments.map { segment in
            switch segment {
            case ":base": "/" + base.rawValue
            case ":table" where table != nil: "/" + (table?.rawValue ?? "")
            case _ where segment.first == ":": "/{\(segment.dropFirst())}"
            default: "/" + segment
            }
        }.joined()
    }
}

/// What is told of a route that Airtable answers, or that tells of the base.
private struct AirtableTold {
    let summary: String
    var parameters: [JSONValue] = []
    var body: JSONValue?
    var schema: JSONValue = ["type": "object"]

    init(
        _ summary: String, parameters: [JSONValue] = [], body: JSONValue? = nil,
        schema: JSONValue = ["type": "object"]
    ) {
        self.summary = summary
        self.parameters = parameters
        self.body = body
        self.schema = schema
    }

    private typealias Parts = OpenAPIParts

    private static let text = OpenAPIParts.text
    private static let comments = "/v0/:base/:table/:record/comments"
    private static let webhooks = "/v0/bases/:base/webhooks"
    private static let offset = Parts.query("offset", "`offset` of the page before.", text)

    /// By method and pattern.
    static let byRoute: [String: AirtableTold] = [
        "GET /v0/meta/whoami": AirtableTold(
            "Who asks", schema: Parts.object(["id": text])),
        "GET /v0/meta/bases": AirtableTold(
            "The bases", parameters: [offset],
            schema: Parts.object([
                "bases": list(
                    Parts.object(["id": text, "name": text, "permissionLevel": text]))
            ])),
        "GET /v0/meta/bases/:base/tables": AirtableTold(
            "The schema, as Airtable tells it",
            parameters: [
                Parts.query(
                    "include[]", "`visibleFieldIds`: which fields views show.",
                    list(["type": "string", "enum": ["visibleFieldIds"]]))
            ], schema: Parts.object(["tables": list(["type": "object"])])),
        "GET " + comments: AirtableTold(
            "The comments of a record, the newest first",
            parameters: [
                Parts.number(
                    "pageSize", "100 if not given.", maximum: AirtableLimits.recordsPerPage),
                offset,
            ],
            schema: Parts.object(["comments": list(comment), "offset": Parts.optionalText])),
        "POST " + comments: AirtableTold(
            "Comments a record",
            body: Parts.object(["text": text, "parentCommentId": text], required: ["text"]),
            schema: comment),
        "PATCH \(comments)/:comment": AirtableTold(
            "Changes a comment", body: Parts.object(["text": text]), schema: comment),
        "DELETE \(comments)/:comment": AirtableTold(
            "Deletes a comment", schema: Parts.reference("Deletion")),
        "POST /v0/:base/:record/:field/uploadAttachment": AirtableTold(
            "Adds a file to a cell",
            body: Parts.object([
                "contentType": text, "filename": text,
                "file": ["type": "string", "contentEncoding": "base64"],
            ]),
            schema: Parts.object([
                "id": text, "createdTime": text, "fields": ["type": "object"],
            ])),
        "GET " + webhooks: AirtableTold(
            "The webhooks of the base",
            schema: Parts.object(["webhooks": list(["type": "object"])])),
        "POST " + webhooks: AirtableTold(
            "Makes a webhook",
            body: Parts.object(
                ["notificationUrl": Parts.optionalText, "specification": ["type": "object"]],
                required: ["specification"]),
            schema: Parts.object(
                [
                    "id": text, "macSecretBase64": text, "expirationTime": Parts.optionalText,
                ], required: ["id", "macSecretBase64"])),
        "DELETE \(webhooks)/:webhook": AirtableTold("Deletes a webhook"),
        "GET \(webhooks)/:webhook/payloads": AirtableTold(
            "What a webhook saw change",
            parameters: [
                Parts.query(
                    "cursor", "Where to begin; 1 if not given.",
                    ["type": "integer", "minimum": 1]),
                Parts.query(
                    "limit", "Payloads in a page.", ["type": "integer", "minimum": 1]),
            ],
            schema: Parts.object([
                "payloads": list(["type": "object"]), "cursor": Parts.integer,
                "mightHaveMore": ["type": "boolean"],
            ])),
        "POST \(webhooks)/:webhook/refresh": AirtableTold(
            "Makes a webhook last longer",
            schema: Parts.object(["expirationTime": Parts.optionalText])),
        "POST \(webhooks)/:webhook/enableNotifications": AirtableTold(
            "Turns a webhook's notifications on or off",
            body: Parts.object(["enable": ["type": "boolean"]])),
    ]

    private static let comment = OpenAPIParts.object(
        [
            "id": text, "text": text, "createdTime": text,
            "lastUpdatedTime": OpenAPIParts.optionalText, "author": ["type": "object"],
        ], required: ["id", "text", "createdTime"])

    private static func list(_ items: JSONValue) -> JSONValue {
        ["type": "array", "items": items]
    }
}
