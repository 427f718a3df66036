import AirtableAPI
import FoundationEssentials
import HTTPTypes
import NIOCore
import Storage
import Sync

/// `GET /api/tables/{table}` and `GET /api/tables/{table}/{record}`.
enum RecordsController {
    // MARK: Lists

    static func list(_ call: Call) async throws -> Answer {
        let generation = try call.generation()
        let table = try call.table(in: generation)
        var parameters = try ListParameters(call, table: table, in: generation)
        let addresses = call.attachmentAddresses(
            in: parameters.format.isExpanded ? generation.tables : [table])
        parameters.carry(addresses)
        let layout = parameters.format.layout
        var listed: ViewRecordLists.Listed?
        if let view = parameters.view {
            listed = try await records(of: view, parameters.query, call)
            if let listed { parameters.choose(listed.records) }
        }
        let parts = LaneTicket.TagParts(
            before: [call.base.rawValue, table.id.rawValue, layout.rawValue],
            after: [listed.map { Timestamp.text($0.readAt) } ?? ""] + Call.tagParts(addresses))
        let tag = EntityTag(
            generation: generation.number,
            version: parameters.needsOtherTables ? generation.commit : table.version,
            parts: parts.all(call.target.rawQuery))
        let ticket =
            parameters.usesClock || listed != nil
            ? nil
            : call.ticket(
                generation, parameters.needsOtherTables ? nil : table, addresses,
                series: .pages(LaneTicket.PageSeries(parameters: parameters, tag: parts)))
        var headers = try call.freshness(of: generation)
        if let listed {
            headers[.viewAge] = String(
                Timestamp.age(of: listed.readAt, at: call.instance.wallNow()))
        }
        headers.addVary("Accept")
        if !parameters.usesClock {
            if let known = call.notModified(tag, matchesAny: true, headers: headers) {
                return known.with(ticket)
            }
            headers[.eTag] = tag.text()
        }
        headers[.contentType] = layout.mediaType
        if layout != .json, !parameters.isPaged {
            return Answer(
                headers: headers, body: .export(try export(parameters, generation, call)))
        }
        let page = try await self.page(parameters, generation, call)
        if let nextToken = page.nextToken, layout != .json {
            headers[.nextCursor] = nextToken
        }
        return Answer(headers: headers, body: .bytes(page.bytes)).with(ticket)
    }

    /// The list of a view's records is Airtable's: it may have to be asked.
    private static func records(
        of view: String, _ query: RecordQuery, _ call: Call
    ) async throws -> ViewRecordLists.Listed {
        do {
            return try await call.instance.views.records(view, for: query, in: call.base)
        } catch let error as PassingError where error.code == .forwardingOff {
            throw ListParameters.invalid(
                "view", "needs Airtable, which is not asked here",
                "The next full sync reads the list, if there is such a view.")
        } catch is ViewRefused {
            throw ListParameters.invalid(
                "view", "is '\(view)', which Airtable does not list",
                Call.listing(query.table.schema.views.map(\.name), of: "The table's views are"))
        }
    }

    private static func export(
        _ parameters: ListParameters, _ generation: Snapshot, _ call: Call
    ) throws -> RecordExport {
        var query = parameters.query
        query.limit = call.limits.exportPage
        return RecordExport(
            snapshot: try generation.hold(), query: query, format: parameters.format,
            queries: call.instance.queries, limits: call.limits)
    }

    /// Plain pages are read where we are: that takes less time than another thread takes to wake.
    private static func page(
        _ parameters: ListParameters, _ generation: Snapshot, _ call: Call
    ) async throws -> RecordPageBody {
        let (limits, queries) = (call.limits, call.instance.queries)
        let read: @Sendable (Duration?) throws -> RecordPageBody = {
            try RecordPageBody(parameters, generation, limits, timeLimit: $0)
        }
        if parameters.isHeavy(limits) { return try await queries.run { try read($0) } }
        if parameters.isLong(limits) { return try await queries.readLongPage { try read($0) } }
        return try read(nil)
    }

    // MARK: One record

    /// The names of the parameters of one record.
    static let parametersOfRecord: Set<String> = ["fields", "empty", "expand"]

    static func record(_ call: Call) async throws -> Answer {
        try call.allowParameters(parametersOfRecord)
        let generation = try call.generation()
        let table = try call.table(in: generation)
        var format = try format(call, table, generation)
        let id = call.parameter("record")
        format.addresses = call.attachmentAddresses(
            in: format.isExpanded ? generation.tables : [table])
        let parts = LaneTicket.TagParts(
            before: [call.base.rawValue, table.id.rawValue],
            after: [call.target.rawQuery] + Call.tagParts(format.addresses))
        let tag = EntityTag(
            generation: generation.number,
            version: format.isExpanded ? generation.commit : table.version, parts: parts.all(id))
        let series = LaneTicket.RecordSeries(
            table: table.id, addresses: format.addresses,
            writer: format.projection == nil ? nil : RecordWriter(format), tag: parts)
        let ticket = call.ticket(
            generation, format.isExpanded ? nil : table, format.addresses,
            series: format.isExpanded ? nil : .records(series))
        var headers = try call.freshness(of: generation)
        if let known = call.notModified(tag, matchesAny: false, headers: headers) {
            return known.with(ticket)
        }
        guard let body = try await body(of: id, table, format, generation, call) else {
            throw HTTPServerError(
                .unknownRecord, "The table '\(table.name)' has no record '\(id)'.",
                hint: "It may have been deleted, or made after the last sync.")
        }
        if let known = call.notModified(tag, matchesAny: true, headers: headers) {
            return known.with(ticket)
        }
        headers[.eTag] = tag.text()
        headers[.contentType] = MediaType.json
        return Answer(headers: headers, body: .bytes(body)).with(ticket)
    }

    private static func format(
        _ call: Call, _ table: StoredTable, _ generation: Snapshot
    ) throws(HTTPServerError) -> RecordFormat {
        var values: [String: String] = [:]
        for item in call.target.query.items { values[item.name] = item.value }
        let reader = ParameterReader(
            values: values, table: table, generation: generation, limits: call.limits)
        return try reader.format(accept: nil)
    }

    /// A record is read where we are; its linked records may take longer.
    private static func body(
        of id: String, _ table: StoredTable, _ format: RecordFormat, _ generation: Snapshot,
        _ call: Call
    ) async throws -> ByteBuffer? {
        let limits = call.limits
        let read: @Sendable (Duration?) throws -> ByteBuffer? = { timeLimit in
            var body = ByteBuffer()
            let writer = RecordWriter(format)
            let found: Void? = try generation.read(timeLimit: timeLimit) { session in
                guard let linked = format.linkedRecords(session, limits) else {
                    return try session.record(id, table: table, addresses: format.addresses) {
                        try writer.write($0, to: &body, with: nil)
                    }
                }
                // Reading linked records would take away what was lent.
                let record = try session.record(id, table: table, addresses: format.addresses) {
                    Array($0)
                }
                return try record?.withUnsafeBytes { try writer.write($0, to: &body, with: linked) }
            }
            return found == nil ? nil : body
        }
        guard format.isExpanded else { return try read(nil) }
        return try await call.instance.queries.run { try read($0) }
    }
}
