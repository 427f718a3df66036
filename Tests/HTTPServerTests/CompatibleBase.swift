import AirtableAPI
import AirtableClient
import AirtableSimulator
import Foundation
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import Storage
import Sync

@testable import HTTPServer

/// A base in the simulator and its copy, both asked without sockets.
final class CompatibleBase: Sendable {
    static let token = "patCompatible"

    let base: SimulatedBase
    let airtable: SimulatedAirtable
    private let instance: ServedInstance
    private let folder: String

    /// - Parameter forwards: whether what the copy cannot answer is asked of Airtable.
    init(_ base: SimulatedBase, forwards: Bool = true) async throws {
        let wallNow: @Sendable () -> Date = { ServerFixture.now }
        self.base = base
        airtable = SimulatedAirtable(
            bases: [base], tokens: [Self.token], wallNow: wallNow, limits: .none)
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-http-\(UUID().uuidString)").path
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let store = try Store(folder: DataFolder(path: folder), logger: logger)
        let client = Airtable(
            transport: airtable, token: Self.token, clock: ContinuousClock(),
            random: JitterGenerator(seed: 1), settings: AirtableClientSettings(),
            budget: CallBudget(
                monthlyCalls: nil, ledger: CallLedger(store: store), wallNow: wallNow),
            logger: logger)
        var settings = SyncSettings(mode: .manual)
        settings.forwardsQuestions = forwards
        let engine = SyncEngine(
            store: store, bases: [base.id], airtable: client, settings: settings,
            clock: ContinuousClock(), wallNow: wallNow,
            logger: logger)
        instance = ServedInstance(
            settings: HTTPServerSettings(), store: store, bases: [base.id], syncEngine: engine,
            attachments: nil, logger: logger, wallNow: wallNow)
        try await copy(to: store)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func copy(to store: Store) async throws {
        let rebuild = try store.base(base.id).beginRebuild(
            schema: base.schema, name: base.name, at: ServerFixture.now)
        for table in base.schema.tables {
            var query = ListRecordsQuery()
            repeat {
                let page = try RecordPage(
                    parsing: await truth(
                        .get, "/v0/\(base.id)/\(table.id)?" + query.queryString.text, nil
                    ).body)
                try rebuild.insert(page, table: table.id)
                query.offset = page.offset
            } while query.offset != nil
        }
        _ = try rebuild.finish(at: ServerFixture.now)
    }

    struct Reply: Sendable {
        let status: Int
        let body: [UInt8]

        var json: JSONValue { get throws { try JSONValue(parsing: body) } }
    }

    /// What the simulator answers.
    func truth(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?
    ) async throws -> Reply {
        var request = AirtableRequest(method: method, path: path, body: body?.bytes ?? [])
        request.headerFields[.authorization] = "Bearer " + Self.token
        let response = try await airtable.send(request, timeout: .seconds(60))
        return Reply(status: response.status.code, body: response.body)
    }

    /// What the copy answers.
    func copy(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?
    ) async throws -> Reply {
        let answer: Answer
        do {
            let target = try RequestTarget(path)
            let matches = Routes.matches(target.segments)
            guard let match = matches.first(where: { $0.route.method == method }) else {
                throw AirtableErrorBody.notFound
            }
            let call = Call(
                instance: instance,
                head: HTTPRequest(method: method, scheme: "http", authority: nil, path: path),
                body: RequestBody(buffer: ByteBuffer(bytes: body?.bytes ?? [])), target: target,
                base: base.id, namesBase: true, isTrusted: true, mayWrite: false,
                parameters: match.parameters)
            answer = try await match.route.action(call)
        } catch {
            answer = AirtableErrorResponse(error).answer
        }
        guard case .bytes(let bytes) = answer.body else {
            return Reply(status: answer.status.code, body: [])
        }
        return Reply(status: answer.status.code, body: Array(bytes.readableBytesView))
    }
}
