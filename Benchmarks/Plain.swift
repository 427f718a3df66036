import Foundation
import Hummingbird
import Logging

/// Hummingbird with one route and one fixed body, and nothing of Aircache: what a request through it
/// costs at least.
struct Plain {
    let port: Int
    /// The file with the body, a record's JSON.
    let file: String

    func run() async throws {
        let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: file)))
        let router = Router()
        router.get("/record") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: ResponseBody(byteBuffer: body))
        }
        var logger = Logger(label: "plain")
        logger.logLevel = .warning
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: logger)
        try await application.runService()
    }
}
