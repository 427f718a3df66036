package import AirtableAPI

/// How long a running Aircache and Airtable itself take for the same reads of one base.
///
/// Calls follow one another; none is made while another is under way. Nothing is written.
package struct ReadBenchmark: Sendable {
    package enum Question: String, Sendable, CaseIterable {
        case record = "one record"
        case page = "a page of 100"
    }

    /// What calls with one question took, in milliseconds.
    package struct Times: Sendable, Hashable, Encodable {
        package let calls: Int
        package let median: Double
        package let p99: Double

        /// - Parameter times: at least one.
        init(_ times: [Duration]) {
            let sorted = times.sorted()
            calls = sorted.count
            median = sorted[sorted.count / 2] / .milliseconds(1)
            // The smallest that 99 of 100 do not exceed.
            p99 = sorted[(sorted.count * 99 + 99) / 100 - 1] / .milliseconds(1)
        }
    }

    package struct Row: Sendable, Hashable, Encodable {
        package let question: String
        /// Nil for what was not measured.
        package let aircache: Times?
        package let airtable: Times?

        /// How many times as long Airtable takes, by the medians.
        package var ratio: Double? {
            guard let aircache, let airtable, aircache.median > 0 else { return nil }
            return airtable.median / aircache.median
        }
    }

    package struct Report: Sendable, Hashable, Encodable {
        package let base: String
        package let table: String
        package let rows: [Row]
    }

    private let aircache: BenchmarkedServer?
    private let airtable: BenchmarkedServer?
    private let base: BaseID?
    private let table: String?

    /// - Parameters:
    ///   - base: nil for the first base that the server tells.
    ///   - table: by id or name; nil for the first of the base.
    /// - Throws: `AircacheError` where there is no server at all.
    package init(
        aircache: BenchmarkedServer?, airtable: BenchmarkedServer?, base: BaseID?, table: String?
    ) throws(AircacheError) {
        guard aircache != nil || airtable != nil else {
            throw AircacheError(
                .settings, "There is nothing to measure.",
                hint: "Name a running Aircache with --url, or set AIRTABLE_PERSONAL_TOKEN.")
        }
        self.aircache = aircache
        self.airtable = airtable
        self.base = base
        self.table = table
    }

    /// The most calls that Airtable will get.
    package var callsToAirtable: Int {
        guard let airtable else { return 0 }
        return ReadBenchmarkLimits.preparingCalls + Question.allCases.count * airtable.calls
    }

    /// Measures both, one after the other.
    ///
    /// - Throws: `AircacheError`, `CancellationError`.
    package func run() async throws -> Report {
        let place = try await place()
        let ours = try await measure(aircache, place)
        let theirs = try await measure(airtable, place)
        return Report(
            base: place.base.rawValue, table: place.table,
            rows: Question.allCases.map { question in
                Row(
                    question: question.rawValue, aircache: ours[question],
                    airtable: theirs[question])
            })
    }

    /// Where the records are that are read.
    private struct Place {
        let base: BaseID
        let table: String
        var path: String { "/v0/\(base)/\(table)" }
    }

    /// Finds what was not named by asking Aircache, or Airtable where there is no Aircache.
    private func place() async throws -> Place {
        guard let server = aircache ?? airtable else { preconditionFailure("one of them is there") }
        var found = base
        if found == nil {
            let bases = try await server.ask("/v0/meta/bases").json["bases"]?.array
            found = bases?.first?["id"]?.string.map { BaseID($0) }
        }
        guard let base = found else {
            throw AircacheError(
                .nothingThere, "\(server.name) has no base.", hint: "Name one with --base.")
        }
        let tables = try await server.ask("/v0/meta/bases/\(base)/tables").json["tables"]?.array
        let chosen = tables?.first { entry in
            table == nil || entry["id"]?.string == table || entry["name"]?.string == table
        }
        guard let id = chosen?["id"]?.string else {
            throw AircacheError(
                .nothingThere, "The base '\(base)' has no table '\(table ?? "")'.",
                hint: "Name one by its id or name with --table.")
        }
        return Place(base: base, table: id)
    }

    /// Both questions in turns, so that a slow moment hits both.
    private func measure(
        _ server: BenchmarkedServer?, _ place: Place
    ) async throws -> [Question: Times] {
        guard let server else { return [:] }
        let page = "\(place.path)?pageSize=\(AirtableLimits.recordsPerPage)"
        let ids =
            try await server.ask(page).json["records"]?.array?
            .compactMap { $0["id"]?.string } ?? []
        guard !ids.isEmpty else {
            throw AircacheError(
                .nothingThere, "The table '\(place.table)' of \(server.name) has no records.",
                hint: "Name another with --table.")
        }
        var times: [Question: [Duration]] = [:]
        for number in 0..<server.calls {
            let id = ids[number % ids.count]
            let one = try await server.ask("\(place.path)/\(id)")
            let many = try await server.ask(page)
            guard one.json["id"]?.string == id, many.json["records"]?.array?.isEmpty == false else {
                throw AircacheError(
                    .airtable, "\(server.name) answered with other records than it was asked for.")
            }
            times[.record, default: []].append(one.time)
            times[.page, default: []].append(many.time)
        }
        return times.mapValues { Times($0) }
    }
}
