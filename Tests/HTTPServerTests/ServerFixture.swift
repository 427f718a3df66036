import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import HTTPServer
import Logging
import ServiceLifecycle
import Storage
import Sync
import Testing

/// A server on a free port over a real store in a temporary folder.
struct ServerFixture: Sendable {
    static let base = BaseID("appHTTPServer0001")
    static let otherBase = BaseID("appHTTPServer0002")
    static let token = "secret-of-the-test"
    static let authorization = "Authorization: Bearer \(token)"
    static let now = Date(timeIntervalSince1970: 1_767_225_600)

    let store: Store
    let downloads: AttachmentDownloads
    let client: RawClient
    let stop: @Sendable () async -> Void
    private let make: @Sendable (HTTPServerSettings) -> HTTPService

    /// Runs another server over the same store for the length of a body.
    ///
    /// - Parameter body: gets its port.
    func alongside(
        _ settings: HTTPServerSettings, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        var settings = settings
        settings.port = 0
        let (ports, port) = AsyncStream<Int>.makeStream()
        var service = make(settings)
        service.onListening = { number in port.yield(number) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let group = ServiceGroup(configuration: .init(services: [service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let listening = try #require(await ports.first { _ in true })
            do {
                try await body(listening)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A GET with the right token.
    func get(_ target: String, _ headers: [String] = []) async throws -> RawAnswer {
        try await client.send("GET", target, headers: [Self.authorization] + headers)
    }

    /// Runs `body` against a server; stops it gracefully afterwards.
    ///
    /// - Parameters:
    ///   - wallNow: the server's time of day.
    ///   - fill: makes what is in the store before the server starts.
    static func run(
        settings: HTTPServerSettings = HTTPServerSettings(bearerTokens: ["other", token]),
        bases: [BaseID] = [base], mode: SyncSettings.Mode = .manual,
        attachments: AttachmentSettings = AttachmentSettings(mode: .off),
        simulator: SimulatedAirtable = SimulatedAirtable(bases: [], tokens: []),
        wallNow: @escaping @Sendable () -> Date = { now.addingTimeInterval(60) },
        fill: (Store) throws -> Void = { try fillBase($0) },
        _ body: @escaping @Sendable (ServerFixture) async throws -> Void
    ) async throws {
        let parent = FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-http-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: parent) }
        let folder = parent.appendingPathComponent("data").path
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(folder: DataFolder(path: folder), logger: logger)
        try fill(store)
        var settings = settings
        settings.port = 0
        let (ports, port) = AsyncStream<Int>.makeStream()
        let airtable = airtable(store, simulator, logger)
        let engine = engine(store, bases, mode, airtable, logger)
        let downloads = downloads(store, bases, attachments, simulator, airtable, logger)
        let make: @Sendable (HTTPServerSettings) -> HTTPService = { [logger] settings in
            HTTPService(
                settings: settings, store: store, bases: bases, syncEngine: engine,
                attachments: downloads, logger: logger, wallNow: wallNow)
        }
        var service = make(settings)
        service.onListening = { number in port.yield(number) }
        let group = ServiceGroup(
            configuration: .init(services: [downloads, service], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let listening = try #require(await ports.first { _ in true })
            let fixture = ServerFixture(
                store: store, downloads: downloads, client: RawClient(port: listening),
                stop: { await group.triggerGracefulShutdown() }, make: make)
            do {
                try await body(fixture)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func airtable(
        _ store: Store, _ simulator: SimulatedAirtable, _ logger: Logger
    ) -> Airtable {
        Airtable(
            transport: simulator, token: "none",
            clock: ContinuousClock(), random: JitterGenerator(seed: 1),
            settings: AirtableClientSettings(),
            budget: CallBudget(
                monthlyCalls: 1_000, ledger: CallLedger(store: store), wallNow: { now }),
            logger: logger)
    }

    private static func engine(
        _ store: Store, _ bases: [BaseID], _ mode: SyncSettings.Mode, _ airtable: Airtable,
        _ logger: Logger
    ) -> SyncEngine {
        SyncEngine(
            store: store, bases: bases, airtable: airtable,
            settings: SyncSettings(mode: mode, monthlyCalls: 1_000), clock: ContinuousClock(),
            wallNow: { now }, logger: logger)
    }

    private static func downloads(
        _ store: Store, _ bases: [BaseID], _ settings: AttachmentSettings,
        _ simulator: SimulatedAirtable, _ airtable: Airtable, _ logger: Logger
    ) -> AttachmentDownloads {
        AttachmentDownloads(
            store: store, bases: bases, airtable: airtable,
            fetcher: AttachmentFetcher(
                transport: simulator, upstream: "http://127.0.0.1:1", clock: ContinuousClock()),
            settings: settings, isWriter: { false }, clock: ContinuousClock(),
            wallNow: { now }, logger: logger)
    }
}

// MARK: What is in the base

extension ServerFixture {
    static let projects = "tblProjects000001"
    static let recordCount = 250

    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "rec" + String(repeating: "0", count: 14 - digits.count) + digits
    }

    /// A record whose bytes no encoder would make: odd spaces, escapes, digits beyond 2^53.
    static let oddFields =
        #"{ "Name":"caf\u00e9 \"x\", y\nz" ,"Price":12345678901234567890.10,"#
        + ##""Quo\"te":{"error":"#ERROR!"},"Tags":["red","blue"],"Links":[{"id":"usr1"}, 2]}"##

    static func record(_ number: Int, name: String = "Project ") -> String {
        let fields =
            number == 1
            ? oddFields
            : #"{"Name":"\#(name)\#(number)","Price":\#(number),"Done":true,"Tags":["red"]}"#
        return #"{"id":"\#(id(number))","createdTime":"2026-01-01T00:00:00.000Z","fields":"#
            + fields + "}"
    }

    static let schema = """
        {"tables":[
        {"id":"tblProjects000001","name":"Projects","primaryFieldId":"fldName0000000001","fields":[
        {"id":"fldName0000000001","name":"Name","type":"singleLineText"},
        {"id":"fldPrice000000001","name":"Price","type":"number","options":{"precision":2}},
        {"id":"fldDone0000000001","name":"Done","type":"checkbox","options":{}},
        {"id":"fldTags0000000001","name":"Tags","type":"multipleSelects","options":{"choices":[]}},
        {"id":"fldQuote000000001","name":"Quo\\"te","type":"formula","options":{}},
        {"id":"fldLinks000000001","name":"Links","type":"multipleLookupValues","options":{}},
        {"id":"fldPage0000000001","name":"page","type":"number","options":{"precision":0}}],
        "views":[]},
        {"id":"tblEmpty000000001","name":"Empty","primaryFieldId":"fldEmpty000000001","fields":[
        {"id":"fldEmpty000000001","name":"Name","type":"singleLineText"}],"views":[]},
        {"id":"tblSlash000000001","name":"Café/Büro 100%","primaryFieldId":"fldSlash000000001",
        "fields":[{"id":"fldSlash000000001","name":"Größe?","type":"singleLineText"}],"views":[]}]}
        """

    static func fillNothing(_ store: Store) {}

    static func fillBase(_ store: Store) throws { try fill(store, base) }

    @discardableResult
    static func fill(
        _ store: Store, _ base: BaseID, count: Int = recordCount, name: String = "Project ",
        at date: Date = now
    ) throws -> Snapshot {
        let rebuild = try store.base(base).beginRebuild(
            schema: BaseSchema(parsing: Array(schema.utf8)), name: "Studio \(base)", at: date)
        let records = (1...count).map { record($0, name: name) }.joined(separator: ",")
        try rebuild.insert(
            RecordPage(parsing: Array(#"{"records":[\#(records)]}"#.utf8)),
            table: TableID(projects))
        let slash =
            #"{"records":[{"id":"recSlash000000001","createdTime":"2026-01-01T00:00:00.000Z","#
            + #""fields":{"Größe?":"=1+1"}}]}"#
        try rebuild.insert(
            RecordPage(parsing: Array(slash.utf8)), table: TableID("tblSlash000000001"))
        return try rebuild.finish(at: date)
    }
}
