import AirtableAPI
import HTTPTypes

/// Airtable's own API for the records of one table. Cells go by their names here; Airtable takes ids
/// of fields as well.
extension OpenAPIRoute {
    static func airtable(
        _ table: TableSchema, _ stem: String, _ base: BaseID
    ) -> [OpenAPIRoute] {
        AirtableRoutes.all.filter(\.isOfRecords).map { route in
            let hasRecord = route.pattern.hasSuffix("/:record")
            let isQuery = route.pattern.hasSuffix("/listRecords")
            let told = AirtableRecordOperation(
                route.method, hasRecord: hasRecord, isQuery: isQuery, AirtableBodies(stem))
            var result = OpenAPIRoute(
                .airtable, route.path(base: base, table: table.id),
                "airtable\(told.verb)\(stem)" + (hasRecord ? "Record" : "Records"),
                "\(told.summary) of \"\(table.name)\"", method: route.method.rawValue.lowercased(),
                parameters: (hasRecord ? [OpenAPIParts.record] : []) + told.parameters,
                schema: told.schema)
            result.body = told.body
            result.example = told.example
            result.failure = "AirtableError"
            return result
        }
    }
}

/// What is done with the records of a table, and by what parameters and bodies.
private struct AirtableRecordOperation {
    /// One word of the operation's id. None is the beginning of another one.
    let verb: String
    let summary: String
    var parameters: [JSONValue] = []
    var body: JSONValue?
    var example: JSONValue?
    let schema: JSONValue

    init(
        _ method: HTTPRequest.Method, hasRecord: Bool, isQuery: Bool, _ bodies: AirtableBodies
    ) {
        switch method {
        case .get:
            verb = hasRecord ? "Get" : "List"
            summary = hasRecord ? "A record" : "Records, page by page,"
            parameters = hasRecord ? AirtableParameters.ofRecord : AirtableParameters.ofList
            schema = hasRecord ? bodies.record : bodies.page
        case .post where isQuery:
            verb = "Query"
            summary = "Records, page by page, by parameters in the body,"
            parameters = AirtableParameters.place
            body = AirtableParameters.listBody
            example = ["pageSize": 10]
            schema = bodies.page
        case .post:
            verb = "Create"
            summary = "Creates records"
            body = ["anyOf": [bodies.cells, bodies.creations]]
            example = ["fields": [:]]
            schema = ["anyOf": [bodies.record, bodies.written]]
        case .delete:
            verb = "Delete"
            summary = hasRecord ? "Deletes a record" : "Deletes records"
            if !hasRecord { parameters = [AirtableParameters.deleted] }
            schema = hasRecord ? OpenAPIParts.reference("Deletion") : bodies.deletions
        default:
            verb = method == .put ? "Replace" : "Update"
            summary = verb + (hasRecord ? "s a record" : "s or upserts records")
            body = hasRecord ? bodies.cells : bodies.updates
            example =
                hasRecord ? ["fields": [:]] : ["records": [["id": "rec", "fields": [:]]]]
            schema = hasRecord ? bodies.record : bodies.written
        }
        if method != .get, !isQuery { parameters.append(AirtableParameters.key) }
    }
}

/// The bodies of requests and answers about the records of one table.
private struct AirtableBodies {
    let record: JSONValue
    private let cellsToWrite: JSONValue

    private typealias Parts = OpenAPIParts

    init(_ stem: String) {
        record = Parts.reference(stem + "Record")
        cellsToWrite = Parts.reference(stem + "Write")
    }

    var page: JSONValue {
        Parts.object(
            ["records": ["type": "array", "items": record], "offset": Parts.text],
            required: ["records"])
    }

    var cells: JSONValue { write(["fields": cellsToWrite], required: ["fields"]) }

    var creations: JSONValue {
        write(
            ["records": batch(Parts.object(["fields": cellsToWrite]))], required: ["records"])
    }

    var updates: JSONValue {
        let update = Parts.object(
            ["id": Parts.text, "fields": cellsToWrite], required: ["fields"])
        let fields: JSONValue = [
            "type": "array", "items": Parts.text, "minItems": 1, "maxItems": 3,
        ]
        return write(
            [
                "records": batch(update),
                "performUpsert": Parts.object(["fieldsToMergeOn": fields]),
            ], required: ["records"])
    }

    var written: JSONValue {
        let ids: JSONValue = ["type": "array", "items": Parts.text]
        return Parts.object(
            [
                "records": ["type": "array", "items": record], "createdRecords": ids,
                "updatedRecords": ids,
            ], required: ["records"])
    }

    var deletions: JSONValue {
        Parts.object(["records": ["type": "array", "items": Parts.reference("Deletion")]])
    }

    private func write(_ properties: JSONObject, required: [String]) -> JSONValue {
        var properties = properties
        properties["typecast"] = ["type": "boolean"]
        properties["returnFieldsByFieldId"] = ["type": "boolean"]
        return Parts.object(properties, required: required)
    }

    private func batch(_ items: JSONValue) -> JSONValue {
        [
            "type": "array", "items": items, "minItems": 1,
            "maxItems": .number(JSONNumber(AirtableLimits.recordsPerWrite)),
        ]
    }
}

/// The parameters of Airtable's own API for records.
private enum AirtableParameters {
    private typealias Parts = OpenAPIParts

    private static let flag: JSONValue = ["type": "boolean"]
    private static let names: JSONValue = ["type": "array", "items": OpenAPIParts.text]
    private static let direction: JSONValue = ["type": "string", "enum": ["asc", "desc"]]
    private static let cellFormat: JSONValue = ["type": "string", "enum": ["json", "string"]]
    private static let metadata: JSONValue = [
        "type": "array", "items": ["type": "string", "enum": ["commentCount"]],
    ]
    private static let pageSize: JSONValue = [
        "type": "integer", "minimum": 1,
        "maximum": .number(JSONNumber(AirtableLimits.recordsPerPage)),
    ]
    private static let count: JSONValue = ["type": "integer", "minimum": 1]

    /// What Airtable reads from the query even where there is a body.
    static let place = [
        Parts.query("timeZone", "Of the times in texts, such as `Europe/Berlin`.", Parts.text),
        Parts.query("userLocale", "Of the dates in texts, such as `en-gb`.", Parts.text),
    ]

    static let ofRecord =
        [
            Parts.query(
                "cellFormat", "`string`: cells are texts, which the schema does not tell.",
                cellFormat)
        ] + place + [
            Parts.query(
                "returnFieldsByFieldId", "Whether cells go by the ids of their fields.", flag)
        ]

    static let ofList =
        [
            Parts.query("fields[]", "Only these fields, by name or id.", names),
            Parts.query("filterByFormula", "Only records for which it holds.", Parts.text),
            Parts.query("maxRecords", "Records on all pages together.", count),
            Parts.query("pageSize", "Records in a page; 100 if not given.", pageSize),
            Parts.query("limit", "The old name of `pageSize`.", pageSize),
            Parts.query(
                "sort[0][field]", "The field to sort by; the next one is `sort[1][field]`.",
                Parts.text),
            Parts.query("sort[0][direction]", "`asc` if not given.", direction),
            Parts.query(
                "view", "Only the records of this view, in its order: its id or name.", Parts.text),
        ] + ofRecord + [
            Parts.query("recordMetadata[]", "`commentCount`: how many comments.", metadata),
            Parts.query("offset", "`offset` of the page before.", Parts.text),
        ]

    /// The same, where they are in a body.
    static let listBody: JSONValue = [
        "type": "object",
        "properties": [
            "fields": names, "filterByFormula": OpenAPIParts.text, "maxRecords": count,
            "pageSize": pageSize,
            "sort": [
                "type": "array",
                "items": OpenAPIParts.object(
                    ["field": OpenAPIParts.text, "direction": direction], required: ["field"]),
            ],
            "view": OpenAPIParts.text, "cellFormat": cellFormat, "returnFieldsByFieldId": flag,
            "recordMetadata": metadata, "offset": OpenAPIParts.text,
        ],
    ]

    static let deleted: JSONValue = [
        "name": "records[]", "in": "query", "required": true,
        "description": "The records' ids.",
        "schema": [
            "type": "array", "items": OpenAPIParts.text, "minItems": 1,
            "maxItems": .number(JSONNumber(AirtableLimits.recordsPerWrite)),
        ],
    ]

    static let key = Parts.header(
        "Idempotency-Key", "Makes a write that is sent again happen once: 1 to 255 characters.")
}
