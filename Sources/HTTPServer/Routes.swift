import AirtableAPI
import HTTPTypes

/// A route: a method, a path, and what answers.
final class Route: Sendable {
    enum Access: Sendable {
        case open
        case token
        /// The action decides: a token, a signature, or neither.
        case attachment
    }

    typealias Action = @Sendable (Call) async throws -> Answer

    let method: HTTPRequest.Method
    /// Segments that begin with a colon are variables.
    let pattern: String
    let access: Access
    /// Whether it also stands under `/api/bases/{base}`.
    let isPerBase: Bool
    let action: Action
    private let segments: [Segment]

    private enum Segment {
        case name(String)
        case variable(String)

        init(_ text: Substring) {
            self = text.first == ":" ? .variable(String(text.dropFirst())) : .name(String(text))
        }

        func takes(_ text: String) -> Bool {
            switch self {
            case .name(let name): name == text
            // So that `/v0/meta/bases` is no table of a base that is called `meta`.
            case .variable("base"): text.hasPrefix(BaseID.prefix)
            case .variable: true
            }
        }
    }

    /// How many segments its paths have.
    var length: Int { segments.count }

    init(
        _ method: HTTPRequest.Method, _ pattern: String, access: Access = .token,
        isPerBase: Bool = false, _ action: @escaping Action
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.isPerBase = isPerBase
        self.action = action
        segments = pattern.dropFirst().split(separator: "/").map(Segment.init)
    }

    /// The variables' values if the path is this route's.
    func match(_ path: ArraySlice<String>) -> [String: String]? {
        guard path.count == segments.count,
            zip(segments, path).allSatisfy({ $0.takes($1) })
        else { return nil }
        var parameters: [String: String] = [:]
        for case (.variable(let name), let text) in zip(segments, path) { parameters[name] = text }
        return parameters
    }
}

/// Every route of the server, in one table.
///
/// It is our own and not Hummingbird's router, since that answers a known path with an unknown
/// method by 404, and decodes a path before it cuts it, so that a table named `a/b` has no address.
enum Routes {
    static let all: [Route] = native + AirtableRoutes.all

    /// The routes by the length of their paths.
    private static let byLength: [[Route]] = (0...(all.map(\.length).max() ?? 0)).map { length in
        all.filter { $0.length == length }
    }

    private static let native: [Route] = [
        Route(.get, "/health", access: .open) { try HealthController.health($0) },
        Route(.get, "/livez", access: .open) { _ in HealthController.live() },
        Route(.get, "/readyz", access: .open) { try HealthController.ready($0) },
        Route(.post, "/webhooks/airtable/refresh", access: .open) {
            try await NotificationController.receive($0)
        },
        Route(.get, "/api/bases") { try BasesController.list($0) },
        Route(.get, "/api/tables", isPerBase: true) { try TablesController.list($0) },
        Route(.get, "/api/tables/:table", isPerBase: true) {
            try await RecordsController.list($0)
        },
        Route(.get, "/api/tables/:table/:record", isPerBase: true) {
            try await RecordsController.record($0)
        },
        Route(.get, "/api/stats", isPerBase: true) { try StatsController.stats($0) },
        Route(.post, "/api/refresh", isPerBase: true) { try await RefreshController.start($0) },
        Route(.get, "/api/refresh/:job", isPerBase: true) { try RefreshController.job($0) },
        Route(.get, "/api/changes", isPerBase: true) { try await ChangesController.list($0) },
        Route(.get, "/api/events", isPerBase: true) { try EventsController.stream($0) },
        Route(.get, "/api/types", isPerBase: true) { try await TypesController.types($0) },
        Route(.get, "/openapi.json") { try await TypesController.openAPI($0) },
        Route(.get, "/docs", access: .open) { try DocsController.page($0) },
        Route(.get, "/docs/docs.js", access: .open) { try DocsController.script($0) },
        Route(.get, "/docs/docs.css", access: .open) { try DocsController.style($0) },
        Route(.get, "/attachments/:attachment/:filename", access: .attachment) {
            try await AttachmentController.file($0)
        },
        Route(.get, "/attachments/:attachment/:size/:filename", access: .attachment) {
            try await AttachmentController.file($0)
        },
        Route(.get, "/api/attachments/:table", isPerBase: true) {
            try await AttachmentController.table($0)
        },
        Route(.get, "/api/attachments/:table/:record", isPerBase: true) {
            try AttachmentController.record($0)
        },
        Route(.get, "/api/attachments/:table/:record/:field", isPerBase: true) {
            try AttachmentController.record($0)
        },
        Route(
            .get, "/api/attachments/:table/:record/:field/:filename", access: .attachment,
            isPerBase: true
        ) { try await AttachmentController.fileOfCell($0) },
        Route(.get, "/api/mappings", isPerBase: true) { try MappingsController.all($0) },
        Route(.get, "/api/mappings/:table", isPerBase: true) { try MappingsController.table($0) },
    ]

    struct Match: Sendable {
        let route: Route
        let parameters: [String: String]
        /// The base's id, where the path names one.
        let base: String?
    }

    /// The routes of a path, one for each method.
    static func matches(_ segments: [String]) -> [Match] {
        var path = segments[...]
        var base: String?
        if segments.count > 3, segments[0] == "api", segments[1] == "bases" {
            base = segments[2]
            path = ["api"] + segments[3...]
        }
        guard path.count < byLength.count else { return [] }
        return byLength[path.count].compactMap { route in
            guard base == nil || route.isPerBase, let parameters = route.match(path) else {
                return nil
            }
            return Match(route: route, parameters: parameters, base: base ?? parameters["base"])
        }
    }

    /// What `Allow` names.
    static func methods(of matches: [Match]) -> [String] {
        var methods: [String] = []
        for match in matches {
            methods += match.route.method == .get ? ["GET", "HEAD"] : [match.route.method.rawValue]
        }
        return methods + ["OPTIONS"]
    }
}
