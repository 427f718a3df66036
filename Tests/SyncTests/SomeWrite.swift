import AirtableAPI
import AirtableSimulator
import Sync

/// A random write to the first table: of one record or several, of any kind.
struct SomeWrite {
    private(set) var method = WriteRequest.Method.patch
    private(set) var record: RecordID?
    private(set) var body: JSONValue?
    private(set) var query: String?
    private(set) var key: String?

    /// - Parameter text: what the written records bear as notes, or as phone number where the write has
    ///   a key: nobody else writes such a cell.
    init(_ text: String, _ fixture: LiveFixture, _ random: inout SeededGenerator) {
        let ids = fixture.ids()
        let id = ids.randomElement(using: &random) ?? RecordID("recNone")
        let several = (0..<Int.random(in: 2...4, using: &random)).compactMap { _ in
            ids.randomElement(using: &random)
        }
        var cells: JSONObject = ["Notes": .string(text)]
        if Int.random(in: 0..<4, using: &random) == 0 {
            let other = fixture.ids(table: 1).randomElement(using: &random)
            cells["Next"] = .array(other.map { [.string($0.rawValue)] } ?? [])
        }
        let fields = JSONValue.object(cells)
        let updates = JSONValue.array(
            Set(several).sorted().map { ["id": .string($0.rawValue), "fields": fields] })
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: (method, body) = (.post, ["fields": fields])
        case 2:
            method = .post
            body = ["records": .array(several.map { _ in ["fields": fields] })]
        case 3: (method, record) = (.delete, id)
        case 4 where ids.count > 200:
            method = .delete
            query = Set(several).sorted().map { "records[]=\($0)" }.joined(separator: "&")
        case 5: (method, record, body) = (.put, id, ["fields": fields])
        case 6: (method, body) = (.put, ["records": updates])
        case 7, 8: body = ["records": updates]
        case 9:
            cells["Name"] = .string("Record \(Int.random(in: 1...400, using: &random))")
            body = [
                "performUpsert": ["fieldsToMergeOn": ["Name"]],
                "records": [["fields": .object(cells)]],
            ]
        case 10:
            cells["Status"] = .string("Choice \(Int.random(in: 0...3, using: &random))")
            (record, body) = (id, ["fields": .object(cells), "typecast": true])
        case 11, 12:
            (method, key) = (.post, text.replacing(" ", with: "-"))
            body = ["fields": ["Phone": key.map { .string($0) } ?? .null, "Stars": 3]]
        default: (record, body) = (id, ["fields": fields])
        }
    }
}
