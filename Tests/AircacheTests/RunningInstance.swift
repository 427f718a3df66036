import Aircache
import AirtableAPI
import AirtableSimulator
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import Testing

/// The simulator on a port, for the length of a body.
func withSimulator(
    _ airtable: SimulatedAirtable, _ body: (_ endpoint: String) async throws -> Void
) async throws {
    try await withServer(body) { onListening in
        try await SimulatorServer(airtable, logger: quietLogger, onListening: onListening).run()
    }
}

/// An instance on a free port, for the length of a body.
func withInstance(
    _ settings: Settings, airtableClock: any Clock<Duration> = ContinuousClock(),
    _ body: (_ address: String) async throws -> Void
) async throws {
    let made = try Instance(
        settings: settings, logger: quietLogger, airtableClock: airtableClock)
    try await withServer(body) { onListening in
        var instance = made
        instance.onListening = { onListening($0) }
        try await instance.run()
    }
}

/// Runs a server until a body has ended, and then stops it as a signal would. Cancelling it while
/// somebody connects can end the process: SwiftNIO does not like a connection that nobody takes.
private func withServer(
    _ body: (_ address: String) async throws -> Void,
    _ run:
        @escaping @Sendable (_ onListening: @escaping @Sendable (Int) -> Void) async throws ->
        Void
) async throws {
    let (ports, listens) = AsyncStream.makeStream(of: Int.self)
    let server = TestServer {
        defer { listens.finish() }
        try await run { listens.yield($0) }
    }
    var configuration = ServiceGroupConfiguration(services: [server], logger: quietLogger)
    // Connections that never end by themselves are cut then.
    configuration.maximumGracefulShutdownDuration = .seconds(3)
    let services = ServiceGroup(configuration: configuration)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await services.run() }
        do {
            let port = try #require(await ports.first { _ in true })
            try await body("http://127.0.0.1:\(port)")
        } catch {
            await services.triggerGracefulShutdown()
            while await group.nextResult() != nil {}
            throw error
        }
        await services.triggerGracefulShutdown()
        while await group.nextResult() != nil {}
    }
}

private struct TestServer: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}

/// Settings for a test: any free port, no token for clients, a folder of its own.
func testSettings(
    endpoint: String, token: String, bases: [BaseID], folder: TemporaryFolder
) -> Settings {
    var settings = Settings()
    settings.airtable.endpointURL = endpoint
    settings.airtable.token = token
    settings.airtable.bases = bases
    settings.server.port = 0
    settings.dataFolder = folder.path + "/data"
    // What is served is compared with what the simulator has, byte for byte.
    settings.attachments.addresses = .airtable
    return settings
}

var quietLogger: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}

/// A status and a body, of JSON mostly.
struct TestAnswer: Sendable {
    let status: UInt
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// Null where the body is no JSON.
    let json: JSONValue

    /// The number of the generation that answered.
    var generation: Int? { header("X-Aircache-Generation").flatMap { Int($0) } }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

enum TestClient {
    static func get(_ url: String, token: String? = nil) async throws -> TestAnswer {
        try await send(request(url, token))
    }

    static func post(_ url: String, token: String? = nil) async throws -> TestAnswer {
        var request = request(url, token)
        request.method = .POST
        return try await send(request)
    }

    private static func request(_ url: String, _ token: String?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    /// A request with a JSON body.
    static func send(
        _ method: String, _ url: String, _ json: JSONValue
    ) async throws -> TestAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(json.bytes)
        return try await send(request)
    }

    private static func send(_ request: HTTPClientRequest) async throws -> TestAnswer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 64 << 20)
        let bytes = Array(body.readableBytesView)
        return TestAnswer(
            status: response.status.code, headers: response.headers.map { ($0.name, $0.value) },
            body: bytes, json: (try? JSONValue(parsing: bytes)) ?? .null)
    }

    /// Asks until the answer is as wanted.
    ///
    /// - Parameter isOver: whether there is nobody left to ask.
    static func wait(
        for url: String, token: String? = nil, seconds: Double = 30,
        orUntil isOver: () -> Bool = { false }, until isWanted: (TestAnswer) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if isOver() { return }
            if let answer = try? await get(url, token: token), isWanted(answer) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(url) did not become as wanted within \(seconds) s")
    }
}

/// A clock on which sleeping takes no time, so that nobody waits for Airtable's limits.
final class JumpingClock: Clock, Sendable {
    typealias Instant = ManualClock.Instant

    private let time = Mutex(Instant(offset: .zero))

    var now: Instant { time.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        time.withLock { $0 = max($0, deadline) }
        await Task.yield()
    }
}

/// Text as one segment of a URL's path.
func segment(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
}
