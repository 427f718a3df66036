import AirtableAPI
import AirtableSimulator
import Testing

@Suite("Synthetic bases") struct SyntheticBaseTests {
    @Test("a seed repeats a base, another one does not")
    func seeds() {
        let one = SyntheticBase.make(records: 300, tables: 3, seed: 1)
        let same = SyntheticBase.make(records: 300, tables: 3, seed: 1)
        let other = SyntheticBase.make(records: 300, tables: 3, seed: 2)
        #expect(one.id == same.id && one.schema == same.schema && one.baseState == same.baseState)
        #expect(one.id != other.id && one.baseState.tables != other.baseState.tables)
    }

    @Test(
        "records are spread over tables, ascend by id, and agree with their schema",
        arguments: [(100, 1), (1_001, 3), (0, 2), (5, 7)])
    func shape(records: Int, tables: Int) throws {
        let base = SyntheticBase.make(records: records, tables: tables, seed: 5)
        #expect(base.recordCount == records && base.schema.tables.count == tables)
        let checker = BaseChecker(base)
        #expect(checker.problems().isEmpty, "\(checker.problems().prefix(5))")
        for table in base.schema.tables {
            let ids = base.records(table.id).map(\.id)
            #expect(ids == ids.sorted() && Set(ids).count == ids.count)
            #expect(ids.allSatisfy { RecordID.isWellFormed($0.rawValue) })
        }
    }

    @Test("records are of the size of real ones")
    func size() {
        let base = SyntheticBase.make(records: 2_000, tables: 2, seed: 5)
        let bytes = base.schema.tables.flatMap { base.records($0.id) }.reduce(0) {
            $0 + $1.json.count
        }
        #expect((500...900).contains(bytes / 2_000), "\(bytes / 2_000) bytes")
    }

    /// Half a million take ten times as long and some 500 MB, too much for every run.
    @Test("fifty thousand records take seconds", .timeLimit(.minutes(10)))
    func large() {
        let base = SyntheticBase.make(records: 50_000, tables: 10)
        #expect(base.recordCount == 50_000)
        let pages = base.schema.tables.map { base.records($0.id).count }
        #expect(pages == Array(repeating: 5_000, count: 10))
    }
}
