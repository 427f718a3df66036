import AirtableAPI
import HTTPTypes

/// The admin API under `/_simulator`: looks into the simulator and changes it. JSON both ways, no
/// token. The routes are listed in this module's DESIGN.md.
struct AdminAPI: Sendable {
    static let prefix = "_simulator"

    let airtable: SimulatedAirtable

    /// Answers a request to the admin API; nil when the request is for Airtable itself.
    func respond(to request: AirtableRequest) -> AirtableResponse? {
        let path = request.path.split(separator: "?").first ?? ""
        let segments = path.split(separator: "/").compactMap { QueryString.decode($0) }
        guard segments.first == Self.prefix else { return nil }
        do {
            return .json(try answer(request, Array(segments.dropFirst())).bytes)
        } catch let error as SimulatorError {
            return Self.failure(error)
        } catch {
            return Self.failure(
                SimulatorError(
                    .malformed, "The body cannot be read: \(error).",
                    hint: "Send one JSON object.", cause: error))
        }
    }

    private func answer(_ request: AirtableRequest, _ path: [String]) throws -> JSONValue {
        let body = try AdminBody(request.body)
        switch (request.method, path.first ?? "", path.count) {
        case (.get, "state", 1): return airtable.stateJSON
        case (.put, "faults", 1): airtable.faults = try body.faultPlan()
        case (.put, "limits", 1): airtable.limits = try body.limits(changing: airtable.limits)
        case (.put, "latency", 1): airtable.latency = try body.latency()
        case (.post, "edit", 1): return try edit(body)
        case (.post, "iterators", 2) where path[1] == "expire": airtable.expireIterators()
        case (.post, "counts", 2) where path[1] == "reset":
            airtable.resetCounts()
            airtable.files.resetCounts()
        case (.post, "tokens", 2) where path[1] == "revoke":
            for token in try body.text("token").map({ [$0] }) ?? Array(airtable.tokens) {
                airtable.revoke(token)
            }
        case (.post, "tokens", 2) where path[1] == "grant":
            airtable.grant(AccessToken(try body.requiredText("token")))
        case (_, "files", _):
            return try AdminFiles(files: airtable.files).answer(
                request.method, Array(path.dropFirst()), body)
        case (_, "webhooks", _):
            let bases = try body.text("base").map { [try base($0)] } ?? airtable.bases
            return try AdminWebhooks(airtable: airtable, bases: bases).answer(
                request.method, Array(path.dropFirst()), body)
        case (_, "bases", 3...) where path[2] == "tables":
            return try AdminTables(base: base(path[1]), date: airtable.wallNow()).answer(
                request.method, Array(path.dropFirst(3)), body)
        default:
            throw SimulatorError(
                .notFound, "The admin API has no such route.",
                hint: "See DESIGN.md of AirtableSimulator for the routes.")
        }
        return [:]
    }

    private func base(_ id: String) throws -> SimulatedBase {
        guard let base = airtable.base(BaseID(id)) else {
            throw SimulatorError(
                .notFound, "There is no base \(id).",
                hint: "GET /\(Self.prefix)/state lists the bases.")
        }
        return base
    }

    private func edit(_ body: AdminBody) throws -> JSONValue {
        let count = try body.integer("count") ?? 1
        guard (0...10_000).contains(count) else {
            throw SimulatorError(
                .refused, "One call makes 0 to 10,000 edits.", hint: "Call several times.")
        }
        let bases = try body.text("base").map { [try base($0)] } ?? airtable.bases
        let seed = UInt64(clamping: try body.integer("seed") ?? 0)
        let isAnything = try body.flag("anything") ?? false
        for base in bases {
            if isAnything {
                base.editAnything(count: count, seed: seed, at: airtable.wallNow())
            } else {
                base.edit(count: count, seed: seed, at: airtable.wallNow())
            }
        }
        let revisions = bases.map { ($0.id.rawValue, JSONValue.number(JSONNumber($0.revision))) }
        return ["revisions": .object(JSONObject(revisions))]
    }

    private static func failure(_ error: SimulatorError) -> AirtableResponse {
        let status: HTTPResponse.Status =
            switch error.code {
            case .notFound: .notFound
            case .refused: .unprocessableContent
            case .malformed: .badRequest
            case .folderUnusable, .cannotListen: .internalServerError
            }
        let body: JSONValue = [
            "error": [
                "type": .string(error.code.rawValue), "message": .string(error.message),
                "hint": .string(error.hint),
            ]
        ]
        return .json(body.bytes, status: status)
    }
}
