import AirtableAPI
import AirtableSimulator

/// A base of one table as the pages that Airtable would send.
struct SyntheticPages {
    let baseID: BaseID
    let baseName: String
    let schema: BaseSchema
    let table: TableSchema
    let ids: [String]
    /// Each record's bytes.
    let records: [[UInt8]]
    /// Each page's body.
    let bodies: [[UInt8]]

    init(records: Int) throws {
        let base = SyntheticBase.make(records: records, tables: 1, seed: 1)
        baseID = base.id
        baseName = base.name
        schema = base.schema
        table = schema.tables[0]
        let all = base.records(table.id)
        ids = all.map(\.id.rawValue)
        self.records = all.map(\.json)
        bodies = stride(from: 0, to: all.count, by: AirtableLimits.recordsPerPage).map { start in
            let end = min(start + AirtableLimits.recordsPerPage, all.count)
            var body = Array(#"{"records":["#.utf8)
            for index in start..<end {
                if index > start { body.append(UInt8(ascii: ",")) }
                body += all[index].json
            }
            return body + Array("]}".utf8)
        }
    }

    var bytes: Int { bodies.reduce(0) { $0 + $1.count } }
}
