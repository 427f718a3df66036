import AirtableAPI
import HTTPTypes

/// The routes of Airtable's own API. `docs/airtable-compatibility.md` lists them.
enum AirtableRoutes {
    /// The first segment of every path of Airtable's API.
    static let version = "v0"

    static let all: [Route] = reads + writes + passed

    private static let reads: [Route] = [
        Route(.get, "/v0/meta/whoami") { try AirtableMetaController.whoAmI($0) },
        Route(.get, "/v0/meta/bases") { try AirtableMetaController.bases($0) },
        Route(.get, "/v0/meta/bases/:base/tables") { try AirtableMetaController.tables($0) },
        Route(.get, "/v0/:base/:table") { try await AirtableRecordsController.list($0) },
        Route(.post, "/v0/:base/:table/listRecords") {
            try await AirtableRecordsController.listByBody($0)
        },
        Route(.get, "/v0/:base/:table/:record") {
            try await AirtableRecordsController.record($0)
        },
    ]

    private static let writes: [Route] = [
        Route(.post, "/v0/:base/:table") { try await AirtablePassing.write($0) },
        Route(.patch, "/v0/:base/:table") { try await AirtablePassing.write($0) },
        Route(.put, "/v0/:base/:table") { try await AirtablePassing.write($0) },
        Route(.delete, "/v0/:base/:table") { try await AirtablePassing.write($0) },
        Route(.patch, "/v0/:base/:table/:record") { try await AirtablePassing.write($0) },
        Route(.put, "/v0/:base/:table/:record") { try await AirtablePassing.write($0) },
        Route(.delete, "/v0/:base/:table/:record") { try await AirtablePassing.write($0) },
    ]

    private static let passed: [Route] = [
        forwarded(.get, "/v0/:base/:table/:record/comments"),
        forwarded(.post, "/v0/:base/:table/:record/comments"),
        forwarded(.patch, "/v0/:base/:table/:record/comments/:comment"),
        forwarded(.delete, "/v0/:base/:table/:record/comments/:comment"),
        forwarded(.post, "/v0/:base/:record/:field/uploadAttachment"),
        forwarded(.get, "/v0/bases/:base/webhooks"),
        forwarded(.post, "/v0/bases/:base/webhooks"),
        forwarded(.delete, "/v0/bases/:base/webhooks/:webhook"),
        forwarded(.get, "/v0/bases/:base/webhooks/:webhook/payloads"),
        forwarded(.post, "/v0/bases/:base/webhooks/:webhook/refresh"),
        forwarded(.post, "/v0/bases/:base/webhooks/:webhook/enableNotifications"),
    ]

    private static func forwarded(_ method: HTTPRequest.Method, _ pattern: String) -> Route {
        Route(method, pattern) { try await AirtablePassing.forward($0) }
    }

    /// Whether a request's target, read or not, lies under `/v0`.
    static func contains(_ target: String) -> Bool {
        guard target.hasPrefix("/" + version) else { return false }
        let next = target.dropFirst(version.count + 1).first
        return next == nil || next == "/" || next == "?" || next == "#"
    }
}
