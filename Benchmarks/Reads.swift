import AirtableAPI
import Foundation
import Logging
import Storage

/// Point reads and pages through `BaseStore.read`, on one thread; every answer is checked.
struct Reads {
    let pages: SyntheticPages
    let folder: String

    func run() throws {
        let store = try Store(
            folder: DataFolder(path: folder + "/ingest-0"), logger: Logger(label: "bench"))
        let base = try store.base(pages.baseID)
        guard let table = base.serving?.tables.first else { return }
        let count = min(100_000, max(1, pages.ids.count) * 2)
        let points = try (0..<Main.runs).map { _ in try readPoints(count, base, table) }
        let pageCount = 2_000
        let listings = try (0..<Main.runs).map { _ in try readPages(pageCount, base, table) }
        print("reads, one thread")
        report("one record by id, at random", rate(count, median(points)))
        report("a page of 100, at random", rate(pageCount, median(listings)))
        report(
            "a page costs, in records",
            "\((median(listings) / Double(pageCount) / (median(points) / Double(count))).rounded())"
        )
    }

    private func readPoints(_ count: Int, _ base: BaseStore, _ table: StoredTable) throws -> Double
    {
        let ids = pages.ids
        return try seconds {
            for step in 0..<count {
                // A step that shares no factor with most counts visits ids in no order.
                let id = ids[(step &* 7_919) % ids.count]
                let body = try base.read { try $0.record(id, table: table) } ?? nil
                precondition(body?.isEmpty == false, "\(id) is missing")
            }
        }
    }

    private func readPages(_ count: Int, _ base: BaseStore, _ table: StoredTable) throws -> Double {
        let last = max(1, pages.ids.count / 100)
        return try seconds {
            for step in 0..<count {
                var query = RecordQuery(table: table)
                query.start = .offset((step &* 7_919) % last * 100)
                query.limit = 100
                var bytes = 0
                let listing = try base.read { try $0.list(query) { bytes += $0.count } }
                precondition(listing?.count == min(100, pages.ids.count) && bytes > 0)
            }
        }
    }
}
