import AirtableAPI
import Storage

/// What Airtable's answer to a write says of records, in the form that the copy has.
struct WrittenRecords: Sendable {
    var page: RecordPage?
    var removed: [RecordID] = []
    /// The answer names a field or a choice that the copy's schema does not have.
    var needsSchema = false

    /// - Throws: `JSONSyntaxError`, `WireFormatError` for an answer that is none.
    /// - Parameter table: the written one by the newest schema; nil where it is not known.
    init(_ answer: [UInt8], to plan: WritePlan, _ table: TableSchema?) throws {
        if plan.kind == .delete {
            removed = try Self.removed(answer)
            return
        }
        let page =
            try JSONValue(parsing: answer)["records"] != nil
            ? RecordPage(parsing: answer) : RecordPage(parsingRecord: answer)
        guard let table else {
            needsSchema = true
            self.page = page
            return
        }
        let known = KnownNames(table)
        let bodies = try page.records.map { slice in
            let body = Array(page.bytes[slice.whole])
            return plan.wantsFieldIDs ? try RecordNames.rename(body, known.namesByID) : body
        }
        needsSchema = try bodies.contains { try !known.cover($0) }
        self.page = try RecordPage(bodies)
    }

    private static func removed(_ answer: [UInt8]) throws -> [RecordID] {
        let json = try JSONValue(parsing: answer)
        return (json["records"]?.array ?? [json]).compactMap { item in
            guard item["deleted"]?.bool == true else { return nil }
            return item["id"]?.string.map { RecordID($0) }
        }
    }

    var ids: [RecordID] {
        removed + (page.map { page in page.records.map { RecordID(page.text($0.id)) } } ?? [])
    }

    var change: ChangeSet.Table {
        var change = ChangeSet.Table()
        change.pages = page.map { [$0] } ?? []
        change.removed = removed
        return change
    }
}

extension RecordPage {
    /// A page of these record objects.
    init(_ bodies: [[UInt8]]) throws {
        try self.init(
            parsing: Array("{\"records\":[".utf8)
                + bodies.joined(separator: [UInt8(ascii: ",")]) + Array("]}".utf8))
    }
}

extension WritePlan {
    /// The records that Airtable's answer says were created; of an upsert not those that it updated.
    func created(_ answer: AirtableAnswer) -> [RecordID] {
        guard kind == .create, answer.isSuccess, let json = try? JSONValue(parsing: answer.body)
        else { return [] }
        let ids: [JSONValue?] =
            isPlainCreation
            ? (json["records"]?.array ?? [json]).map { $0["id"] }
            : json["createdRecords"]?.array ?? []
        return ids.compactMap { $0?.string.map { RecordID($0) } }
    }
}

/// The fields and choices of a table that the copy's schema knows.
private struct KnownNames {
    let namesByID: [String: String?]
    private let choices: [String: Set<String>]
    private let names: Set<String>

    init(_ table: TableSchema) {
        namesByID = Dictionary(table.fields.map { ($0.id.rawValue, $0.name) }) { first, _ in first }
        names = Set(table.fields.map(\.name))
        var choices: [String: Set<String>] = [:]
        for field in table.fields {
            if case .choices(let known) = field.options {
                choices[field.name] = Set(known.map(\.name))
            }
        }
        self.choices = choices
    }

    /// Whether a record names no field and no choice but those.
    func cover(_ body: [UInt8]) throws -> Bool {
        let cells = try JSONValue(parsing: body)["fields"]?.object ?? [:]
        return cells.members.allSatisfy { name, value in
            guard names.contains(name) else { return false }
            guard let known = choices[name] else { return true }
            let chosen = value.array ?? [value]
            return chosen.allSatisfy { $0.string.map(known.contains) ?? true }
        }
    }
}
