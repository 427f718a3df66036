public import AirtableAPI
import FoundationEssentials
import Synchronization

// MARK: What tests look at and change

extension SimulatedBase {
    public var webhookSettings: WebhookSettings {
        get { state.withLock(\.webhookSettings) }
        set { state.withLock { $0.webhookSettings = newValue } }
    }

    /// Where edits come from, as payloads tell it: `client` unless set.
    public var editSource: String {
        get { state.withLock(\.editSource) }
        set { state.withLock { $0.editSource = newValue } }
    }

    /// The webhooks as Airtable lists them.
    public var webhooks: [Webhook] {
        state.withLock { state in
            let now = state.wallNow()
            state.pruneWebhooks(at: now)
            return state.webhooks.map { $0.webhook(at: now) }
        }
    }

    /// Deletes every webhook, as if somebody else had.
    public func destroyWebhooks() { state.withLock { $0.webhooks = [] } }

    /// Ends the life of every webhook: no more payloads, but the log can still be read.
    public func expireWebhooks() {
        state.withLock { state in
            let now = state.wallNow()
            state.changeWebhooks { $0.expiry = min($0.expiry, now) }
        }
    }

    /// Puts every webhook into error for good, with a payload that says why.
    public func invalidateWebhooks(_ failure: WebhookPayload.Failure = .internalError) {
        state.withLock { state in
            let now = state.wallNow()
            for index in state.webhooks.indices {
                state.fail(index, failure, at: now)
            }
        }
    }

    /// Drops every stored payload; numbers go on.
    public func forgetPayloads() {
        state.withLock { $0.changeWebhooks { $0.forgetPayloads() } }
    }

    /// Lets the base use somebody's date and tell them when a notification is due.
    func attach(wallNow: @escaping @Sendable () -> Date, wake: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.wallNow = wallNow
            state.wake = wake
        }
    }
}

extension SimulatedBase.State {
    mutating func changeWebhooks(_ change: (inout SimulatedWebhook) -> Void) {
        for index in webhooks.indices { change(&webhooks[index]) }
    }

    /// Drops webhooks that expired a lifetime ago, and payloads that are too old.
    mutating func pruneWebhooks(at now: Date) {
        let lifetime = webhookSettings.lifetime.timeInterval
        webhooks.removeAll { $0.expiry.addingTimeInterval(lifetime) <= now }
        let oldest = now.addingTimeInterval(-webhookSettings.payloadLifetime.timeInterval)
        changeWebhooks { $0.forgetPayloads(before: oldest) }
    }

    /// Makes a webhook; nil when there are as many as there may be.
    mutating func addWebhook(
        _ specification: WebhookSpecification, url: String?, at now: Date
    ) -> CreatedWebhook? {
        pruneWebhooks(at: now)
        guard webhooks.count < webhookSettings.limit else { return nil }
        var key: [UInt8] = []
        for _ in 0..<4 { withUnsafeBytes(of: webhookRandom.next()) { key += $0 } }
        let webhook = SimulatedWebhook(
            id: WebhookID(webhookRandom.identifier(WebhookID.prefix)),
            specification: specification, notificationURL: url,
            secret: Data(key).base64EncodedString(),
            expiry: now.addingTimeInterval(webhookSettings.lifetime.timeInterval))
        webhooks.append(webhook)
        return CreatedWebhook(
            id: webhook.id, macSecretBase64: webhook.secret, expirationTime: webhook.expiry)
    }

    /// Makes the payloads of the edit so far, in every webhook that has a part in it.
    mutating func emitPayloads(of edit: Edit, at now: Date) {
        guard !webhooks.isEmpty, !edit.isEmpty else { return }
        pruneWebhooks(at: now)
        guard webhooks.contains(where: { $0.isActive(at: now) }) else { return }
        let change = BaseChange(edit, self)
        let header = payloadHeader(at: now)
        for index in webhooks.indices where webhooks[index].isActive(at: now) {
            let specification = webhooks[index].specification
            if edit.schema != nil, isBroken(specification) {
                fail(index, .invalidFilters, at: now)
                continue
            }
            guard specification.fromSources?.contains(editSource) ?? true else { continue }
            let writer = PayloadWriter(
                specification: specification, header: header,
                recordsPerPayload: webhookSettings.recordsPerPayload)
            for payload in writer.payloads(of: change) { append(payload, to: index, at: now) }
        }
    }

    /// Puts a webhook into error, for good.
    mutating func fail(_ index: Int, _ failure: WebhookPayload.Failure, at now: Date) {
        guard webhooks[index].isActive(at: now) else { return }
        var payload = payloadHeader(at: now)
        payload["error"] = true
        payload["code"] = .string(failure.code)
        append(.object(payload), to: index, at: now)
        webhooks[index].isInError = true
    }

    private mutating func append(_ payload: JSONValue, to index: Int, at now: Date) {
        webhooks[index].append(payload, at: now, limit: webhookSettings.storedPayloads)
        if webhooks[index].pendingNotification != nil { wake() }
    }

    private func payloadHeader(at now: Date) -> JSONObject {
        var action: JSONObject = ["source": .string(editSource)]
        if editSource == "client" || editSource == "publicApi" {
            action["sourceMetadata"] = [
                "user": [
                    "id": "usrSimulatedUser1", "email": "user@airtable.example",
                    "permissionLevel": "create",
                ]
            ]
        }
        return [
            "timestamp": .string(WireTime.text(now)),
            "baseTransactionNumber": .number(JSONNumber(revision)), "payloadFormat": "v0",
            "actionMetadata": .object(action),
        ]
    }

    /// Whether a table or a field is gone that a webhook watches.
    func isBroken(_ specification: WebhookSpecification) -> Bool {
        if let scope = specification.recordChangeScope, schema.table(TableID(scope)) == nil {
            return true
        }
        let watched =
            (specification.watchDataInFieldIDs ?? [])
            + (specification.watchSchemasOfFieldIDs ?? [])
        guard !watched.isEmpty else { return false }
        let present = Set(schema.tables.flatMap(\.fields).map(\.id))
        return !watched.allSatisfy(present.contains)
    }
}
