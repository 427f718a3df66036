import AirtableAPI
import FoundationEssentials
import HTTPTypes
import NIOCore
import Storage

/// `GET /api/tables/{table}` and `GET /api/tables/{table}/{record}`.
enum RecordsController {
    // MARK: Lists

    static func list(_ call: Call) async throws -> Answer {
        let generation = try call.generation()
        let table = try call.table(in: generation)
        let parameters = try ListParameters(call, table: table)
        let layout = parameters.format.layout
        let tag = EntityTag(
            generation: generation.number, version: table.version,
            parts: [call.base.rawValue, table.id.rawValue, layout.rawValue, call.target.rawQuery])
        var headers = try call.freshness(of: generation)
        headers.addVary("Accept")
        if let known = call.notModified(tag, matchesAny: true, headers: headers) { return known }
        headers[.eTag] = tag.text()
        headers[.contentType] = layout.mediaType
        if layout != .json, !parameters.isPaged {
            return Answer(
                headers: headers, body: .export(try export(parameters, generation, call)))
        }
        let page = try await self.page(parameters, generation, call)
        if let nextToken = page.nextToken, layout != .json {
            headers[.nextCursor] = nextToken
        }
        return Answer(headers: headers, body: .bytes(page.bytes))
    }

    private static func export(
        _ parameters: ListParameters, _ generation: Snapshot, _ call: Call
    ) throws -> RecordExport {
        var query = parameters.query
        query.limit = call.limits.exportPage
        return RecordExport(
            snapshot: try generation.hold(), query: query, format: parameters.format,
            queries: call.instance.queries)
    }

    /// Plain pages are read where we are: that takes less time than another thread takes to wake.
    private static func page(
        _ parameters: ListParameters, _ generation: Snapshot, _ call: Call
    ) async throws -> RecordPageBody {
        guard parameters.isHeavy(call.limits) else {
            return try RecordPageBody(parameters, generation, timeLimit: nil)
        }
        return try await call.instance.queries.run { timeLimit in
            try RecordPageBody(parameters, generation, timeLimit: timeLimit)
        }
    }

    // MARK: One record

    static func record(_ call: Call) throws -> Answer {
        try call.allowParameters(["fields", "empty"])
        let generation = try call.generation()
        let table = try call.table(in: generation)
        let projection = try projection(call, table)
        let id = call.parameter("record")
        let tag = EntityTag(
            generation: generation.number, version: table.version,
            parts: [call.base.rawValue, table.id.rawValue, id, call.target.rawQuery])
        var headers = try call.freshness(of: generation)
        if let known = call.notModified(tag, matchesAny: false, headers: headers) { return known }
        var body = ByteBuffer()
        let found: Void? = try generation.read { session in
            try session.record(id, table: table) { bytes in
                if let projection {
                    try projection.write(bytes, to: &body)
                } else {
                    body.writeBytes(bytes)
                }
            }
        }
        guard found != nil else {
            throw HTTPServerError(
                .unknownRecord, "The table '\(table.name)' has no record '\(id)'.",
                hint: "It may have been deleted, or made after the last sync.")
        }
        if let known = call.notModified(tag, matchesAny: true, headers: headers) { return known }
        headers[.eTag] = tag.text()
        headers[.contentType] = MediaType.json
        return Answer(headers: headers, body: .bytes(body))
    }

    private static func projection(
        _ call: Call, _ table: StoredTable
    ) throws(HTTPServerError) -> RecordProjection? {
        var values: [String: String] = [:]
        for item in call.target.query.items { values[item.name] = item.value }
        let reader = ParameterReader(values: values, table: table, limits: call.limits)
        let fields = try reader.fields()
        let fillsEmpty = try reader.fillsEmpty()
        guard fields != nil || fillsEmpty else { return nil }
        return RecordProjection(fields: fields, of: table, fillsEmpty: fillsEmpty)
    }
}
