import Aircache
import AirtableAPI
import AirtableSimulator
import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Testing

/// The simulator on a port, for the length of a body.
func withSimulator(
    _ airtable: SimulatedAirtable, _ body: (_ endpoint: String) async throws -> Void
) async throws {
    let (ports, listens) = AsyncStream.makeStream(of: Int.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { listens.finish() }
            try await SimulatorServer(airtable, logger: quietLogger) { listens.yield($0) }.run()
        }
        let port = try #require(await ports.first { _ in true })
        try await body("http://127.0.0.1:\(port)")
        group.cancelAll()
        while await group.nextResult() != nil {}
    }
}

/// An instance on a free port, for the length of a body.
func withInstance(
    _ settings: Settings, _ body: (_ address: String) async throws -> Void
) async throws {
    let (ports, listens) = AsyncStream.makeStream(of: Int.self)
    var instance = try Instance(settings: settings, logger: quietLogger)
    instance.onListening = { listens.yield($0) }
    let running = instance
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { listens.finish() }
            try await running.run()
        }
        let port = try #require(await ports.first { _ in true })
        try await body("http://127.0.0.1:\(port)")
        group.cancelAll()
        while await group.nextResult() != nil {}
    }
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
    return settings
}

var quietLogger: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}

/// A status and a JSON body.
struct TestAnswer {
    let status: UInt
    let headers: [(name: String, value: String)]
    let json: JSONValue

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

enum TestClient {
    static func get(_ url: String) async throws -> TestAnswer {
        try await send(HTTPClientRequest(url: url))
    }

    static func post(_ url: String) async throws -> TestAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        return try await send(request)
    }

    private static func send(_ request: HTTPClientRequest) async throws -> TestAnswer {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 64 << 20)
        return TestAnswer(
            status: response.status.code, headers: response.headers.map { ($0.name, $0.value) },
            json: try JSONValue(parsing: Array(body.readableBytesView)))
    }

    /// Asks until the answer is as wanted.
    static func wait(
        for url: String, seconds: Double = 30, until isWanted: (TestAnswer) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let answer = try? await get(url), isWanted(answer) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(url) did not become as wanted within \(seconds) s")
    }
}

/// Text as one segment of a URL's path.
func segment(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
}
