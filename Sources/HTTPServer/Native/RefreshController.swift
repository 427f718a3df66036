import AirtableAPI
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import Storage
import Sync

/// `POST /api/refresh` and `GET /api/refresh/{job}`: a full sync on demand.
enum RefreshController {
    static func start(_ call: Call) async throws -> Answer {
        try call.allowParameters()
        try await expectNothing(in: call)
        let (run, joined) = try call.instance.syncEngine.refresh(call.base, trigger: .request)
        let prefix =
            call.namesBase ? "/api/bases/\(QueryString.encode(call.base.rawValue))" : "/api"
        let location = "\(prefix)/refresh/\(QueryString.encode(run.id))"
        return .json(
            [
                "job": .string(run.id), "base": .string(run.base),
                "status": .string(run.state.rawValue), "joined": .bool(joined),
                "location": .string(location),
            ],
            status: .accepted, headers: [.location: location])
    }

    static func job(_ call: Call) throws -> Answer {
        try call.allowParameters()
        let id = call.parameter("job")
        guard let run = try call.instance.store.run(id), isServed(run, call) else {
            throw HTTPServerError(
                .unknownJob, "There is no refresh job '\(id)' here.",
                hint: "POST /api/refresh answers one; old ones are forgotten.")
        }
        return .json(RunJSON.json(run))
    }

    /// Without a base in the path every configured one counts, with it that one alone.
    private static func isServed(_ run: SyncRun, _ call: Call) -> Bool {
        call.namesBase ? run.baseID == call.base : call.instance.bases.contains(run.baseID)
    }

    /// A refresh has no options, so a body must be empty or an empty object.
    private static func expectNothing(in call: Call) async throws {
        var bytes: [UInt8] = []
        for try await part in call.body {
            bytes += part.readableBytesView
            guard bytes.count <= call.limits.bodyBytes else {
                throw RefusedRequest.bodyTooLarge.error(call.limits)
            }
        }
        guard !bytes.isEmpty else { return }
        guard let object = (try? JSONValue(parsing: bytes))?.object, object.isEmpty else {
            throw HTTPServerError(
                .invalidBody, "A refresh takes no options.",
                hint: "Send no body, or {}; another base's path is /api/bases/{base}/refresh.")
        }
    }
}
