import AirtableAPI
import HTTPTypes
import Synchronization

/// The part of the admin API about webhooks: `/_simulator/webhooks[/{what}]`.
struct AdminWebhooks {
    let airtable: SimulatedAirtable
    /// The bases that a call is about.
    let bases: [SimulatedBase]

    /// - Parameter path: what follows `webhooks`.
    func answer(
        _ method: HTTPRequest.Method, _ path: [String], _ body: AdminBody
    ) throws -> JSONValue {
        switch (method, path) {
        case (.get, []): return ["webhooks": .array(bases.flatMap(\.webhookStates))]
        case (.post, ["destroy"]): for base in bases { base.destroyWebhooks() }
        case (.post, ["expire"]): for base in bases { base.expireWebhooks() }
        case (.post, ["invalidate"]):
            let failure = try body.text("code").map { WebhookPayload.Failure(code: $0) }
            for base in bases { base.invalidateWebhooks(failure ?? .internalError) }
        case (.post, ["forget"]): for base in bases { base.forgetPayloads() }
        case (.put, ["faults"]): airtable.notificationFaults = try body.notificationFaults()
        default:
            throw SimulatorError(
                .notFound, "The admin API has no such route.",
                hint: "See DESIGN.md of AirtableSimulator for the routes.")
        }
        return [:]
    }
}

extension SimulatedBase {
    /// The state of each webhook, without its secret.
    fileprivate var webhookStates: [JSONValue] {
        state.withLock { state in
            let now = state.wallNow()
            state.pruneWebhooks(at: now)
            return state.webhooks.map { webhook in
                [
                    "base": .string(id.rawValue), "id": .string(webhook.id.rawValue),
                    "notificationUrl": webhook.notificationURL.map(JSONValue.string) ?? .null,
                    "cursorForNextPayload": .number(JSONNumber(webhook.nextNumber)),
                    "firstPayload": .number(JSONNumber(webhook.firstNumber)),
                    "isHookEnabled": .bool(webhook.isActive(at: now)),
                    "isInError": .bool(webhook.isInError),
                    "areNotificationsEnabled": .bool(webhook.areNotificationsEnabled),
                    "expirationTime": .string(WireTime.text(webhook.expiry)),
                ]
            }
        }
    }
}
