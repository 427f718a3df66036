import AirtableAPI
import Codegen
import HTTPTypes
import NIOCore
import Storage

/// `GET /api/types` and `GET /openapi.json`: code for the base.
enum TypesController {
    static func types(_ call: Call) async throws -> Answer {
        try call.allowParameters(["lang", "format"])
        var values: [String: String] = [:]
        for item in call.target.query.items { values[item.name] = item.value }
        let name = values["lang"] ?? TextLanguage.typeScript.rawValue
        guard let language = TypesLanguage(name) else {
            throw ListParameters.invalid(
                "lang", "is '\(name)'", Call.listing(TypesLanguage.names, of: "There is"))
        }
        switch values["format"] ?? "text" {
        case "text": return try await answer(call, language)
        case "json":
            guard language == .text(.typeScript) else {
                throw ListParameters.invalid(
                    "format", "is 'json', which tells TypeScript's types alone",
                    "Leave out one of 'lang' and 'format'.")
            }
            return try BaseAnswer.json(call) { FieldTypes.json($0, id: call.base) }
        case let other:
            throw ListParameters.invalid(
                "format", "is '\(other)'", "There is 'text' and 'json'.")
        }
    }

    static func openAPI(_ call: Call) async throws -> Answer {
        try call.allowParameters()
        return try await answer(call, .openAPI, mediaType: MediaType.json)
    }

    /// Made off the event loops: it takes milliseconds, and more for a base of many fields.
    private static func answer(
        _ call: Call, _ language: TypesLanguage, mediaType: String? = nil
    ) async throws -> Answer {
        let generation = try call.generation()
        // Another version may say it differently.
        let tag = EntityTag(
            generation: generation.number, version: generation.commit,
            parts: [call.base.rawValue, call.instance.settings.version, mediaType ?? ""]
                + call.target.segments + [call.target.rawQuery])
        var headers = try call.freshness(of: generation)
        if let known = call.notModified(tag, matchesAny: true, headers: headers) { return known }
        headers[.eTag] = tag.text()
        headers[.contentType] = mediaType ?? language.mediaType
        headers[.xContentTypeOptions] = "nosniff"
        headers[.contentDisposition] = "inline; filename=\"\(language.fileName)\""
        let base = DescribedBase(generation, id: call.base)
        let text = try await call.instance.queries.run { _ in language.text(base) }
        return Answer(headers: headers, body: .bytes(ByteBuffer(string: text)))
    }
}

/// The answer of `format=json`: what users of the system before this one know.
enum FieldTypes {
    static func json(_ generation: Snapshot, id: BaseID) -> JSONValue {
        let types = TypeScript(DescribedBase(generation, id: id)).fieldTypes
        return [
            "generatedAt": Timestamp.json(generation.syncedAt),
            "tableCount": .number(JSONNumber(generation.tables.count)),
            "tables": .array(
                generation.tables.map { table in
                    [
                        "tableId": .string(table.id.rawValue),
                        "originalName": .string(table.name), "normalizedName": .string(table.key),
                        "primaryFieldId": .string(table.schema.primaryFieldID.rawValue),
                        "fields": .array(
                            table.fields.map { field in
                                [
                                    "id": .string(field.id.rawValue), "name": .string(field.name),
                                    "type": .string(field.schema.type.rawValue),
                                    "tsType": .string(types[field.id] ?? "unknown"),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
