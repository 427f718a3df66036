import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage

/// How fast a standby generation is filled from pages in memory.
enum IngestBenchmark {
    typealias Pages = [(table: TableID, body: [UInt8])]

    /// The base's records as answers of 100, as Airtable would send them.
    static func pages(of base: SimulatedBase) throws -> Pages {
        var pages: Pages = []
        for table in base.schema.tables {
            let records = base.records(table.id)
            for start in stride(from: 0, to: records.count, by: AirtableLimits.recordsPerPage) {
                var body = Array("{\"records\":[".utf8)
                let end = min(start + AirtableLimits.recordsPerPage, records.count)
                for index in start..<end {
                    if index > start { body.append(UInt8(ascii: ",")) }
                    body += records[index].json
                }
                body += Array("]}".utf8)
                pages.append((table.id, body))
            }
        }
        return pages
    }

    /// - Returns: seconds for one generation, all steps included.
    static func run(
        _ base: BaseStore, _ simulated: SimulatedBase, _ pages: Pages
    ) throws -> Double {
        let records = simulated.recordCount
        let cutting = try Measure.median {
            for page in pages { _ = try RecordPage(parsing: page.body) }
        }
        let filling = try Measure.median(of: 3) {
            let rebuild = try base.beginRebuild(
                schema: simulated.schema, name: simulated.name, at: Date())
            for page in pages {
                try rebuild.insert(RecordPage(parsing: page.body), table: page.table)
            }
            _ = try rebuild.finish(at: Date())
        }
        print("cut and check pages:      \(Int(Double(records) / cutting)) records/s")
        print("fill a generation:        \(Int(Double(records) / filling)) records/s")
        return filling
    }
}
