import AirtableAPI
import Codegen

/// The routes of a base, their parameters and schemas as OpenAPI 3.1.
///
/// It speaks of the base by its id, so that the text is the same whichever base is the default one.
struct OpenAPIDocument {
    private let base: DescribedBase
    private let schema: JSONSchema

    static let schemaPrefix = "#/components/schemas/"

    init(_ base: DescribedBase) {
        self.base = base
        schema = JSONSchema(base, prefix: Self.schemaPrefix, isAnswer: true)
    }

    var text: String { schema.pretty(document) }

    var document: JSONValue {
        var paths = JSONObject()
        for route in OpenAPIRoute.all { add(route, to: &paths) }
        for route in tableRoutes { add(route, to: &paths) }
        for route in OpenAPIRoute.attachments { add(route, to: &paths) }
        for route in OpenAPIRoute.airtable(base.id) { add(route, to: &paths) }
        for (table, stem) in zip(base.schema.tables, schema.stems) {
            for route in OpenAPIRoute.airtable(table, stem, base.id) { add(route, to: &paths) }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(base.name.isEmpty ? base.id.rawValue : base.name),
                "version": "1",
                "description": .string(
                    """
                    The base \(base.id.rawValue) as Aircache serves it. Made by `aircache types \
                    --lang openapi`. Without `/bases/\(base.id.rawValue)` the same routes speak of \
                    the first configured base.
                    """),
            ],
            "servers": [["url": "/"]], "security": [["token": []]],
            "tags": .array(
                OpenAPIRoute.Tag.allCases.map { ["name": .string($0.rawValue)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "responses": .object(OpenAPIParts.failures),
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private var schemas: JSONObject {
        var result = OpenAPIParts.schemas
        for member in schema.definitions.members { result[member.name] = member.value }
        return result
    }

    private func add(_ route: OpenAPIRoute, to paths: inout JSONObject) {
        let path = route.path(base: base.id)
        var item = paths[path]?.object ?? [:]
        item[route.method] = route.operation
        paths[path] = .object(item)
    }

    // MARK: Tables

    private var tableRoutes: [OpenAPIRoute] {
        zip(base.schema.tables, schema.stems).flatMap { table, stem in
            let key = base.tableKeys[table.id] ?? table.id.rawValue
            let record: JSONValue = ["$ref": .string(Self.schemaPrefix + stem + "Record")]
            var list = OpenAPIRoute(
                .records, "/api/tables/\(key)", "list\(stem)Records",
                "Records of \"\(table.name)\", page by page", isPerBase: true,
                parameters: OpenAPIParts.listParameters + Self.conditions(table),
                schema: OpenAPIParts.page(of: record))
            list.otherMediaTypes = ["text/csv", "application/x-ndjson"]
            list.description = table.description
            let get = OpenAPIRoute(
                .records, "/api/tables/\(key)/{record}", "get\(stem)Record",
                "One record of \"\(table.name)\"", isPerBase: true,
                parameters: [OpenAPIParts.record] + OpenAPIParts.projection, schema: record)
            return [list, get]
        }
    }

    /// A parameter for each field. One that is named like another parameter goes by its id.
    private static func conditions(_ table: TableSchema) -> [JSONValue] {
        var names = Set(ListParameters.names + [""])
        return table.fields.map { field in
            let name = names.insert(field.name).inserted ? field.name : field.id.rawValue
            return [
                "name": .string(name), "in": "query", "schema": ["type": "string"],
                "description": .string(
                    "A condition on \"\(field.name)\" (\(field.type.rawValue)), such as `eq.X` or "
                        + "`not.is.null`."),
            ]
        }
    }
}
