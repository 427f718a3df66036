import AirtableAPI
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import Storage
import Sync

/// `/v0/{base}/{table}`, its `listRecords`, and `/v0/{base}/{table}/{record}`: reading.
enum AirtableRecordsController {
    // MARK: Lists

    static func list(_ call: Call) async throws -> Answer {
        guard call.head.path?.utf8.count ?? 0 < AirtableLimits.urlLength else {
            throw AirtableErrorBody.invalidRequest
        }
        return try await list(call, AirtableListParameters.query(call.target.query), body: [])
    }

    /// A listing by POST has the parameters in the body, so its answer has no entity tag.
    static func listByBody(_ call: Call) async throws -> Answer {
        let bytes = try await call.bodyBytes(limit: call.limits.bodyBytes)
        return try await list(
            call, AirtableListParameters.body(bytes, query: call.target.query), body: bytes)
    }

    private static func list(
        _ call: Call, _ parameters: ListRecordsQuery, body: [UInt8]
    ) async throws -> Answer {
        let generation = try call.generation()
        let table = try call.airtableTable(in: generation)
        guard var listing = try listing(parameters, table, call), !goesOn(parameters, call) else {
            return try await AirtablePassing.ask(call, body: body)
        }
        let addresses = call.attachmentAddresses(in: [table])
        listing.carry(addresses)
        var headers = try call.freshness(of: generation)
        var viewReadAt: Date?
        if let view = parameters.view {
            let listed = try await records(of: view, listing.query, generation, call)
            listing.choose(listed.records)
            viewReadAt = listed.readAt
            headers[.viewAge] = String(
                Timestamp.age(of: listed.readAt, at: call.instance.wallNow()))
        }
        var ticket: LaneTicket?
        if call.head.method != .post, !listing.usesClock {
            if viewReadAt == nil {
                ticket = call.ticket(
                    generation, listing.needsOtherTables ? nil : table, addresses)
            }
            let tag = EntityTag(
                generation: generation.number,
                version: listing.needsOtherTables ? generation.commit : table.version,
                parts: [AirtableRoutes.version, call.base.rawValue, table.id.rawValue]
                    + [call.target.rawQuery, viewReadAt.map(Timestamp.text) ?? ""]
                    + Call.tagParts(addresses))
            if let known = call.notModified(tag, matchesAny: true, headers: headers) {
                return known.with(ticket)
            }
            headers[.eTag] = tag.text()
        }
        headers[.contentType] = MediaType.json
        do {
            let page = try await page(listing, generation, call)
            return Answer(headers: headers, body: .bytes(page)).with(ticket)
        } catch  where AirtableQuestion(error) != nil {
            return try await AirtablePassing.ask(call, body: body)
        }
    }

    /// - Returns: nil for what Airtable is asked.
    private static func listing(
        _ parameters: ListRecordsQuery, _ table: StoredTable, _ call: Call
    ) throws -> AirtableListing? {
        // What Airtable is asked, it also checks.
        if AirtableQuestion(parameters) != nil { return nil }
        do {
            return try AirtableListing(
                parameters, table: table, sortKeys: call.limits.airtableSortKeys,
                now: call.instance.wallNow())
        } catch {
            if AirtableQuestion(error) == nil { throw error }
            return nil
        }
    }

    /// Whether the pages before came from Airtable, by their offset: a formula was too costly here.
    private static func goesOn(_ parameters: ListRecordsQuery, _ call: Call) -> Bool {
        guard call.instance.syncEngine.forwarding.isOn, let offset = parameters.offset else {
            return false
        }
        return parameters.filterByFormula != nil && AirtableOffset.isAirtables(offset)
    }

    /// A view's list is read from Airtable. Where nothing is asked of it, a full sync may have done so.
    private static func records(
        of view: String, _ query: RecordQuery, _ generation: Snapshot, _ call: Call
    ) async throws -> ViewRecordLists.Listed {
        do {
            return try await call.instance.views.records(view, for: query, in: call.base)
        } catch let error as PassingError where error.code == .forwardingOff {
            throw generation.schema.table(query.table.id)?.view(idOrName: view) == nil
                ? AirtableErrorBody.viewNotFound(view) : AirtableErrorBody.invalidRequest
        }
    }

    /// Plain pages are read where we are: that takes less time than another thread takes to wake.
    private static func page(
        _ listing: AirtableListing, _ generation: Snapshot, _ call: Call
    ) async throws -> ByteBuffer {
        guard listing.isHeavy else { return try listing.page(generation, timeLimit: nil) }
        return try await call.instance.queries.run { timeLimit in
            try listing.page(generation, timeLimit: timeLimit)
        }
    }

    // MARK: One record

    /// A record of any table of the base is found under each of its tables, as Airtable does it.
    static func record(_ call: Call) async throws -> Answer {
        let parameters = try AirtableListParameters.record(call.target.query)
        let generation = try call.generation()
        let named = try call.airtableTable(in: generation)
        let text = call.parameter("record")
        guard RecordID.isWellFormed(text) else { throw AirtableErrorBody.notFound }
        if AirtableQuestion(parameters) != nil { return try await AirtablePassing.ask(call) }
        let addresses = call.attachmentAddresses(in: generation.tables)
        let parts = LaneTicket.TagParts(
            before: [AirtableRoutes.version, call.base.rawValue],
            after: [call.target.rawQuery] + Call.tagParts(addresses))
        let tag = EntityTag(
            generation: generation.number, version: generation.commit, parts: parts.all(text))
        let series = LaneTicket.RecordSeries(table: named.id, addresses: addresses, tag: parts)
        let ticket = call.ticket(
            generation, nil, addresses,
            series: call.target.rawQuery.isEmpty ? .records(series) : nil)
        var headers = try call.freshness(of: generation)
        if let known = call.notModified(tag, matchesAny: false, headers: headers) {
            return known.with(ticket)
        }
        let texts = try AirtableTexts(parameters)
        let read: @Sendable (Duration?) throws -> ByteBuffer? = { timeLimit in
            try generation.read(timeLimit: timeLimit) { session in
                try self.body(of: text, first: named, parameters, texts, addresses, session)
            }
        }
        // A record is read where we are; the names of its linked records may take longer.
        let body =
            texts == nil ? try read(nil) : try await call.instance.queries.run { try read($0) }
        guard let body else { throw AirtableErrorBody.recordNotFound }
        if let known = call.notModified(tag, matchesAny: true, headers: headers) {
            return known.with(ticket)
        }
        headers[.eTag] = tag.text()
        headers[.contentType] = MediaType.json
        return Answer(headers: headers, body: .bytes(body)).with(ticket)
    }

    /// - Returns: nil when no table has a record of that id.
    private static func body(
        of id: String, first named: StoredTable, _ parameters: ListRecordsQuery,
        _ texts: AirtableTexts?, _ addresses: AttachmentAddresses?, _ session: ReadSession
    ) throws -> ByteBuffer? {
        // The bytes are copied: reading names would take away what was lent.
        let found = try session.record(id, first: named, addresses: addresses) { ($0, Array($1)) }
        guard let (table, bytes) = found else { return nil }
        let format = AirtableRecordFormat(
            fields: nil, of: table, isByFieldID: parameters.returnFieldsByFieldID, texts: texts)
        var body = ByteBuffer()
        try bytes.withUnsafeBytes { bytes in
            try format.write(bytes, to: &body, with: format.names(session))
        }
        return body
    }
}

extension Call {
    /// The table of that id, or else of exactly that name. Keys are ours; Airtable has none.
    ///
    /// - Throws: Airtable's 403 for a table that is not there.
    func airtableTable(in generation: Snapshot) throws(AirtableErrorBody) -> StoredTable {
        guard let schema = generation.schema.table(idOrName: parameter("table")),
            let table = generation.table(schema.id.rawValue)
        else { throw .invalidPermissionsOrModelNotFound }
        return table
    }

    /// The whole body of the request.
    ///
    /// - Throws: `HTTPServerError.bodyTooLarge`.
    func bodyBytes(limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else {
                throw HTTPServerError(
                    .bodyTooLarge, "The body of the request is too large.",
                    hint: "At most \(limit) bytes.")
            }
            bytes += part.readableBytesView
        }
        return bytes
    }
}
