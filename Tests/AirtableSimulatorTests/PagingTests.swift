import AirtableAPI
import AirtableSimulator
import HTTPTypes
import Testing

@Suite("Paging") struct PagingTests {
    private func airtable(
        _ base: SimulatedBase, clock: ManualClock = ManualClock(), limits: SimulatorLimits = .none
    ) -> SimulatedAirtable {
        SimulatedAirtable(
            bases: [base], tokens: ["patTest"], clock: clock, wallNow: { clock.wallNow },
            limits: limits)
    }

    @Test("pages hold 100 records in the order of their ids, each once")
    func order() async throws {
        let probe = AirtableProbe(transport: airtable(SmallBase.make()))
        let pages = try await probe.pages(SmallBase.path)
        #expect(pages.map(\.records.count) == [100, 100, 50])
        #expect(pages.flatMap(\.ids) == (0..<250).map { SmallBase.person($0).rawValue })
        let offset = try #require(pages[0].offset)
        #expect(offset.hasPrefix("itr") && offset.hasSuffix("/recPerson00000100"))
    }

    @Test("page size and maximum hold over all pages")
    func maximum() async throws {
        let probe = AirtableProbe(transport: airtable(SmallBase.make()))
        let pages = try await probe.pages(SmallBase.path + "?pageSize=10&maxRecords=25")
        #expect(pages.map(\.records.count) == [10, 10, 5])
    }

    @Test("a token may be used again, as after a broken answer")
    func again() async throws {
        let probe = AirtableProbe(transport: airtable(SmallBase.make()))
        let offset = try #require(try await probe.page(SmallBase.path).offset)
        let path = SmallBase.path + "?offset=" + QueryString.encode(offset)
        let first = try await probe.page(path)
        let second = try await probe.page(path)
        #expect(first.ids == second.ids)
        #expect(first.ids.first == "recPerson00000100")
    }

    @Test("a listing shows the table as it was at its first page")
    func snapshot() async throws {
        let base = SmallBase.make()
        let probe = AirtableProbe(transport: airtable(base))
        let first = try await probe.page(SmallBase.path)
        try base.deleteRecord(SmallBase.person(120), in: "People / all")
        try base.updateRecord(SmallBase.person(121), in: "People / all", cells: ["Name": "New"])
        let offset = QueryString.encode(try #require(first.offset))
        let second = try await probe.page(SmallBase.path + "?offset=" + offset)
        #expect(second.ids[20] == "recPerson00000120")
        #expect(try second.values()[21]["fields"]?["Name"] == "Person 121")
    }

    @Test("a live listing misses a record when one before it goes")
    func live() async throws {
        let base = SmallBase.make()
        var limits = SimulatorLimits.none
        limits.hasLiveListings = true
        let probe = AirtableProbe(transport: airtable(base, limits: limits))
        let first = try await probe.page(SmallBase.path)
        try base.deleteRecord(SmallBase.person(0), in: "People / all")
        let offset = QueryString.encode(try #require(first.offset))
        let second = try await probe.page(SmallBase.path + "?offset=" + offset)
        #expect(second.ids.first == "recPerson00000101")
    }

    @Test("a field that is renamed meanwhile has its new name on the next page")
    func renamed() async throws {
        let base = SmallBase.make()
        let probe = AirtableProbe(transport: airtable(base))
        let first = try await probe.page(SmallBase.path)
        try base.renameField("Age", of: "People / all", to: "Years")
        try base.renameField("Years", of: "People / all", to: "Life")
        let offset = QueryString.encode(try #require(first.offset))
        let second = try await probe.page(SmallBase.path + "?offset=" + offset)
        let value = try #require(try second.values().first)
        #expect(value["fields"]?.object?.names == ["Name", "Life"])
    }

    @Test("an iterator lives for five minutes after its last use")
    func expiry() async throws {
        let clock = ManualClock()
        let probe = AirtableProbe(transport: airtable(SmallBase.make(), clock: clock))
        let offset = QueryString.encode(try #require(try await probe.page(SmallBase.path).offset))
        let path = SmallBase.path + "?offset=" + offset
        clock.advance(by: .seconds(299))
        #expect(try await probe.get(path).status == .ok)
        clock.advance(by: .seconds(299))
        #expect(try await probe.get(path).status == .ok)
        clock.advance(by: .seconds(300))
        let late = try await probe.get(path)
        #expect(late.status == .unprocessableContent)
        #expect(late.error == .iteratorNotAvailable)
    }

    @Test("the iterator that was not used for longest goes when there are too many")
    func bounded() async throws {
        let clock = ManualClock()
        var limits = SimulatorLimits.none
        limits.iteratorCount = 2
        let probe = AirtableProbe(
            transport: airtable(SmallBase.make(), clock: clock, limits: limits))
        var offsets: [String] = []
        for _ in 0..<3 {
            offsets.append(
                QueryString.encode(try #require(try await probe.page(SmallBase.path).offset)))
            clock.advance(by: .seconds(1))
        }
        var statuses: [Int] = []
        for offset in offsets {
            statuses.append(try await probe.get(SmallBase.path + "?offset=" + offset).status.code)
        }
        #expect(statuses == [422, 200, 200])
    }

    @Test("iterators end on demand, and with a token of another table")
    func ended() async throws {
        let airtable = airtable(SmallBase.make())
        let probe = AirtableProbe(transport: airtable)
        let offset = QueryString.encode(try #require(try await probe.page(SmallBase.path).offset))
        let other = try await probe.get("/v0/appSmallBase00000/Teams?offset=" + offset)
        #expect(other.error == .iteratorNotAvailable)
        airtable.expireIterators()
        #expect(
            try await probe.get(SmallBase.path + "?offset=" + offset).error == .iteratorNotAvailable
        )
    }
}
