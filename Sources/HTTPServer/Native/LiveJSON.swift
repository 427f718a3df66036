import AirtableAPI
import FoundationEssentials
import Storage
import Sync

/// How a base is kept current between full syncs, as `/health` and `/api/stats` tell it.
struct LiveJSON {
    /// Nil where changes are not fetched.
    let json: JSONValue?
    /// Whether changes may be missing, or could not be fetched.
    let isDegraded: Bool

    init(_ base: BaseID, _ status: SyncStatus, _ store: Store) throws {
        guard status.mode.isLive else {
            json = nil
            isDegraded = false
            return
        }
        let state = try store.liveState(base)
        let webhook = try store.webhook(base)
        let position = try store.base(base).serving?.contents.position
        isDegraded = state.failure != nil || state.gap != nil
        var object: JSONObject = [
            "webhook": webhook.map { .string($0.id.rawValue) } ?? .null,
            "webhookExpiresAt": Timestamp.json(webhook?.expiresAt),
            "cursor": (position?.cursor).map { .number(JSONNumber($0)) } ?? .null,
            "lastNotificationAt": Timestamp.json(state.lastNotificationAt),
            "lastPullAt": Timestamp.json(state.lastPullAt),
            "lastPayloadAt": Timestamp.json(state.lastPayloadAt),
            "nextPullAt": Timestamp.json(status.live?.nextPullAt),
        ]
        object["lag"] =
            state.lag.map { .number(JSONNumber(($0 * 1_000).rounded() / 1_000)) }
            ?? .null
        object["gap"] = state.gap.map { .string($0) } ?? .null
        object["gapSince"] = Timestamp.json(state.gapSince)
        object["gaps"] = .number(JSONNumber(state.gaps))
        object["lastReconciliationAt"] = Timestamp.json(state.lastReconciliationAt)
        object["lastReconciliationDifferences"] =
            state.lastReconciliationDifferences.map { .number(JSONNumber($0)) } ?? .null
        object["lastError"] = Self.failure(state.failure)
        json = .object(object)
    }

    /// What failed, and what to do about it.
    static func failure(_ failure: SyncRun.Failure?) -> JSONValue {
        guard let failure else { return .null }
        return [
            "message": .string(failure.message),
            "hint": failure.hint.map { .string($0) } ?? .null,
        ]
    }
}
