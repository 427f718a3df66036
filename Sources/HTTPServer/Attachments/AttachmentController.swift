import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Storage
import Sync

/// `/attachments/{id}/{filename}`, `/attachments/{id}/{size}/{filename}`, and the files and their
/// descriptions under `/api/attachments`.
enum AttachmentController {
    // MARK: Files

    /// By an attachment's id. The name is for people: what it says does not matter.
    static func file(_ call: Call) async throws -> Answer {
        try call.allowParameters(["signature"])
        let id = call.parameter("attachment")
        guard Attachment.isPlain(id.utf8) else { throw unknown }
        var rendition = Attachment.Rendition.original
        if let size = call.parameters["size"] {
            guard let known = Attachment.Rendition(rawValue: size) else { throw unknown }
            rendition = known
        }
        let key = AttachmentKey(AttachmentID(id), rendition)
        return try await answer(call, key, LaneTicket(base: call.base, generation: 0, scope: .file))
    }

    /// By table, record, field and name. Of several files of one name in a cell the first, unless
    /// the parameter `id` says which.
    static func fileOfCell(_ call: Call) async throws -> Answer {
        try call.allowParameters(["signature", "id", "size"])
        let query = call.target.query
        // Whoever brings neither a token nor a signature is told nothing of what there is.
        guard call.isTrusted || isPublic(call) || query["signature"] != nil else {
            throw unauthorized
        }
        guard let rendition = Attachment.Rendition(rawValue: query["size"] ?? "original") else {
            throw HTTPServerError(
                .invalidParameter, "The parameter 'size' is not understood.",
                hint: "It is small, large or full.")
        }
        do {
            let name = call.parameter("filename")
            let generation = try call.generation()
            let table = try call.table(in: generation)
            let named = try cell(call, generation, table)
            let wanted = named.first { item in
                query["id"].map { item.attachment.id.rawValue == $0 }
                    ?? (item.attachment.filename == name || item.attachment.id.rawValue == name)
            }
            guard let wanted else { throw unknown }
            return try await answer(
                call, AttachmentKey(wanted.attachment.id, rendition),
                call.ticket(generation, table, nil))
        } catch let error as HTTPServerError {
            throw call.isTrusted || isPublic(call) ? error : unauthorized
        }
    }

    /// - Parameter ticket: what it hangs on that the file has this address.
    private static func answer(
        _ call: Call, _ key: AttachmentKey, _ ticket: LaneTicket
    ) async throws -> Answer {
        guard let files = call.instance.files else { throw unknown }
        let isOpen = isPublic(call)
        let end = call.isTrusted || isOpen ? nil : try signatureEnd(call, key.id, files)
        do {
            guard let (file, body) = try await files.open(key) else { throw unknown }
            return AttachmentAnswer(file, body, isPublic: isOpen).answer(to: call.head)
                .with(ticket.with(file, openUntil: end))
        } catch let error as AttachmentUnavailable {
            throw HTTPServerError(
                .attachmentUnavailable, "The file cannot be had now: \(error.reason).",
                hint: "It is tried again by itself.",
                retryAfter: max(1, Int(error.retryAfter / .seconds(1))))
        }
    }

    private static func isPublic(_ call: Call) -> Bool {
        call.instance.settings.attachments.access == .public
    }

    /// - Returns: when the request's signature ends.
    /// - Throws: `HTTPServerError.unauthorized` where it has no good one.
    private static func signatureEnd(
        _ call: Call, _ id: AttachmentID, _ files: AttachmentFiles
    ) throws -> Int {
        guard call.instance.settings.attachments.access != .token,
            let signature = call.target.query["signature"], let signer = files.addressSigner(),
            let end = signer.end(of: signature, for: id, at: call.instance.wallNow())
        else { throw unauthorized }
        return end
    }

    // MARK: Descriptions

    /// Attachments of a table, page by page.
    static func table(_ call: Call) async throws -> Answer {
        try call.allowParameters(["page", "pageSize"])
        let generation = try call.generation()
        let table = try call.table(in: generation)
        let reader = ParameterReader(
            values: Dictionary(call.target.query.items.map { ($0.name, $0.value) }) { $1 },
            table: table, generation: generation, limits: call.limits)
        let (page, pageSize) = try reader.page()
        let named = try await call.instance.queries.run { timeLimit in
            var named: [NamedAttachment] = []
            try generation.read(timeLimit: timeLimit) { session in
                try session.attachments(of: table) { named.append($0) }
            }
            return named
        }
        let first = min(((page ?? 1) - 1) * pageSize, named.count)
        let shown = named[first..<min(first + pageSize, named.count)]
        return try json(
            call, table, Array(shown),
            [
                "pagination": [
                    "page": .number(JSONNumber(page ?? 1)),
                    "pageSize": .number(JSONNumber(pageSize)),
                    "total": .number(JSONNumber(named.count)),
                    "totalPages": .number(JSONNumber((named.count + pageSize - 1) / pageSize)),
                ]
            ])
    }

    /// Attachments of a record, or of one of its cells.
    static func record(_ call: Call) throws -> Answer {
        try call.allowParameters()
        let generation = try call.generation()
        let table = try call.table(in: generation)
        return try json(call, table, cell(call, generation, table), [:])
    }

    /// What the path names: a record's attachments, or those of one field.
    private static func cell(
        _ call: Call, _ generation: Snapshot, _ table: StoredTable
    ) throws -> [NamedAttachment] {
        let id = call.parameter("record")
        let named = try generation.read { try $0.attachments(of: id, in: table) }
        guard let named else {
            throw HTTPServerError(
                .unknownRecord, "The table '\(table.name)' has no record '\(id)'.",
                hint: "It may have been deleted, or made after the last sync.")
        }
        guard let name = call.parameters["field"] else { return named }
        let key = table.fields.first { $0.key == name }
        guard let field = table.field(idOrName: name) ?? key else {
            throw HTTPServerError(
                .unknownAttachment, "The table '\(table.name)' has no field '\(name)'.",
                hint: "Address it by its id, its name or its key.")
        }
        return named.filter { $0.place.field == field.id }
    }

    private static func json(
        _ call: Call, _ table: StoredTable, _ named: [NamedAttachment], _ others: JSONObject
    ) throws -> Answer {
        guard let files = call.instance.files else { throw unknown }
        let stored = try call.instance.store.attachments.stored(named.map(\.attachment.id))
        let addresses = call.attachmentAddresses(files)
        var object: JSONObject = [
            "attachments": .array(
                named.map { AttachmentJSON(addresses, stored).object($0, of: table) })
        ]
        for (name, value) in others.members { object[name] = value }
        return .json(.object(object))
    }

    private static let unknown = HTTPServerError(
        .unknownAttachment, "There is no such attachment here.",
        hint: "It may have been removed, or made after the last sync.")

    private static let unauthorized = HTTPServerError(
        .unauthorized, "The request has neither a token nor a good signature.",
        hint: "Send 'Authorization: Bearer <token>', or read the record again: it has the address.")
}

/// An attachment as `/api/attachments` describes it.
struct AttachmentJSON {
    private let addresses: AttachmentAddresses
    private let stored: Set<AttachmentKey>

    init(_ addresses: AttachmentAddresses, _ stored: Set<AttachmentKey>) {
        self.addresses = addresses
        self.stored = stored
    }

    func object(_ named: NamedAttachment, of table: StoredTable) -> JSONValue {
        let (file, place) = (named.attachment, named.place)
        let field = table.fields.first { $0.id == place.field }
        var thumbnails = JSONObject()
        for rendition in file.renditions where rendition != .original {
            let address = addresses.address(file.id, rendition, filename: file.filename)
            thumbnails[rendition.rawValue] = ["url": .string(address)]
        }
        return [
            "id": .string(file.id.rawValue), "filename": .string(file.filename),
            "size": file.size.map { .number(JSONNumber($0)) } ?? .null,
            "type": file.type.map { .string($0) } ?? .null,
            "record": .string(place.record.rawValue),
            "field": [
                "id": .string(place.field.rawValue),
                "name": field.map { .string($0.name) } ?? .null,
            ],
            "url": .string(addresses.address(file.id, filename: file.filename)),
            "thumbnails": .object(thumbnails),
            "isStored": .bool(stored.contains(AttachmentKey(file.id))),
        ]
    }
}
