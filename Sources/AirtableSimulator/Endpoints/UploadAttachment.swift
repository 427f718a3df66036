import AirtableAPI
import Foundation
import HTTPTypes
import Synchronization

/// `POST /v0/{base}/{record}/{field}/uploadAttachment`, which Airtable has on another host.
extension SimulatedAirtable {
    func uploadAttachment(
        _ request: AirtableRequest, _ base: SimulatedBase, _ token: AccessToken, record: String,
        field: String
    ) throws(Refusal) -> AirtableResponse {
        let body = try request.jsonObject()
        // pyairtable writes a line feed every 76 characters.
        guard let type = body["contentType"]?.string, let name = body["filename"]?.string,
            let text = body["file"]?.string,
            let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters)
        else { throw .unprocessable(.invalidRequest) }
        guard data.count <= AirtableLimits.uploadSize else {
            throw Refusal(.contentTooLarge, .tooLarge)
        }
        let file: JSONObject = [
            "filename": .string(name), "size": .number(JSONNumber(data.count)),
            "type": .string(type),
        ]
        let expiry = Int(wallNow().timeIntervalSince1970 * 1_000) + 7_200_000
        let context = WriteContext(author: token, isTypecast: false, date: wallNow())
        return .json(
            try base.write { (state) throws(Refusal) in
                try state.append(file, expiry: expiry, to: record, field, context)
            } answer: { state, place in
                state.answer(place.table, place.record, place.field)
            })
    }
}

extension SimulatedBase.State {
    fileprivate struct Place: Sendable {
        let table: TableID
        let record: RecordID
        let field: FieldSchema
    }

    /// Adds an attachment at the end of a cell. Its bytes are not kept.
    fileprivate mutating func append(
        _ file: JSONObject, expiry: Int, to record: String, _ field: String,
        _ context: WriteContext
    ) throws(Refusal) -> Place {
        let id = RecordID(record)
        guard let schema = schema.tables.first(where: { tables[$0.id]?.record(id) != nil }),
            let cells = tables[schema.id]?.record(id)?.cells
        else { throw Refusal(.notFound, .recordNotFound) }
        guard let field = schema.field(idOrName: field) else {
            throw .unprocessable(.unknownFieldName(field))
        }
        guard field.type == .multipleAttachments else {
            throw .unprocessable(.cannotAccept(field))
        }
        let attachment = random.identifier(AttachmentID.prefix)
        let secret = random.identifier("")
        var file = file
        file["id"] = .string(attachment)
        file["url"] = .string(
            "https://v5.airtableusercontent.com/v3/u/1/1/\(expiry)/\(secret)/\(attachment)")
        var changed = JSONObject()
        changed[field.name] = .array((cells[field.name]?.array ?? []) + [.object(file)])
        for other in schema.fields where other.type == .lastModifiedBy {
            changed[other.name] = .object(context.author.collaborator)
        }
        do throws(SimulatorError) {
            try update(id, in: schema, cells: changed)
        } catch {
            throw .unprocessable(.invalidRequest)
        }
        return Place(table: schema.id, record: id, field: field)
    }

    /// Only the field in question, keyed by its id whatever else holds.
    fileprivate func answer(_ table: TableID, _ id: RecordID, _ field: FieldSchema) -> [UInt8] {
        guard let record = tables[table]?.record(id) else { return [] }
        let writer = RecordWriter(
            fieldNames: [field.name], fieldIDs: [field.name: field.id.rawValue])
        var output: [UInt8] = []
        writer.write(record, to: &output)
        return output
    }
}
