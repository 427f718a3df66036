import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Metrics
import Storage
import Synchronization

/// Fetching changes between full syncs, by the payloads of a webhook.
extension SyncEngine {
    /// Fetches and applies what changed since the last time.
    func pull(_ base: BaseID) async {
        let tally = CallTally()
        var logger = logger
        logger[metadataKey: "base"] = "\(base)"
        do {
            let startedAt = wallNow()
            let applied = try await pull(base, tally, logger)
            machine.withLock { machine in
                machine.live(base) { live in
                    live.pulled(
                        calls: tally.count, hasChanges: applied.payloads > 0, at: wallNow())
                }
            }
            try note(base, applied, startedAt: startedAt)
        } catch let gap as ChangeGap {
            found(gap, base, logger)
        } catch {
            // The instance stops: whoever syncs next goes on from the stored position.
            if Task.isCancelled { return }
            failed(error, base, tally, logger)
        }
        lookSoon()
    }

    private func pull(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) async throws -> GatheredChanges {
        guard let gate = gates[base] else { preconditionFailure("every base has a gate") }
        return try await gate.pass {
            let webhook = try await subscribed(base, tally, logger)
            let position = try store.base(base).serving?.contents.position
            guard let position, position.webhook == webhook else {
                throw ChangeGap(description: "the copy has no place in the webhook's payloads")
            }
            let startedAt = wallNow()
            let gathered = try await catchUp(base, from: position, tally, logger)
            try prolong(base, webhook, from: startedAt)
            return gathered
        }
    }

    /// Reading payloads lets the webhook live for another week. To be called inside the gate.
    private func prolong(_ base: BaseID, _ id: WebhookID, from start: Date) throws {
        guard var webhook = try store.webhook(base), webhook.id == id,
            let expiresAt = webhook.expiresAt
        else { return }
        let later = start.addingTimeInterval(AirtableLimits.webhookLifetime.inSeconds)
        guard later.timeIntervalSince(expiresAt) >= SyncLimits.checkInterval.inSeconds else {
            return
        }
        webhook.expiresAt = later
        try store.setWebhook(webhook, of: base)
    }

    /// Brings the serving generation up to the newest payload. To be called inside the gate.
    func catchUp(
        _ base: BaseID, from position: PayloadPosition, _ tally: CallTally, _ logger: Logger
    ) async throws -> GatheredChanges {
        let store = try store.base(base)
        guard let serving = store.serving else {
            throw ChangeGap(description: "there is no copy")
        }
        let reading = RecordSightings.Reading.beginning()
        let source = source(base, tally, logger)
        var gathered = try await source.changes(since: position, for: .serving(serving))
        gathered.changes.generation = serving.number
        let applied = try await apply(
            gathered.changes, reading, to: base, by: source.airtable)
        if applied.hasChanged {
            logger.debug(
                "changes were applied",
                metadata: [
                    "payloads": "\(gathered.payloads)",
                    "records": "\(gathered.changes.recordCount)",
                    "calls": "\(tally.count)",
                ])
        }
        return gathered
    }

    func source(_ base: BaseID, _ tally: CallTally, _ logger: Logger) -> ChangeSource {
        ChangeSource(
            base: base, airtable: airtable.with(priority: .incremental, tally: tally),
            wallNow: wallNow, logger: logger)
    }

    /// The webhook's id. It is looked after now and then, and when it failed us.
    private func subscribed(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) async throws -> WebhookID {
        let needsCheck = machine.withLock { $0.needsCheck(base, at: wallNow()) }
        if !needsCheck, let stored = try store.webhook(base) { return stored.id }
        return try await ensureWebhook(base, tally, logger).webhook.id
    }

    func ensureWebhook(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) async throws -> WebhookSubscription.State {
        let state = try await subscription(base, tally, logger).ensure()
        machine.withLock { machine in machine.live(base) { $0.checked(at: wallNow()) } }
        return state
    }

    private func subscription(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) -> WebhookSubscription {
        WebhookSubscription(
            base: base, store: store,
            airtable: airtable.with(priority: .incremental, tally: tally), settings: settings,
            wallNow: wallNow, logger: logger)
    }

    // MARK: What came of it

    /// Writes down how it went; that nothing came only now and then.
    private func note(
        _ base: BaseID, _ gathered: GatheredChanges, startedAt: Date
    ) throws {
        var state = try store.liveState(base)
        let isQuiet = gathered.payloads == 0 && state.failure == nil
        let age = startedAt.timeIntervalSince(state.lastPullAt ?? .distantPast)
        if isQuiet, age >= 0, age < SyncLimits.liveWriteInterval.inSeconds { return }
        state.lastPullAt = startedAt
        state.lastNotificationAt =
            machine.withLock { $0.wokenAt(base) } ?? state.lastNotificationAt
        state.failure = nil
        if gathered.payloads > 0 {
            state.lastPayloadAt = gathered.newestPayloadAt
            state.lag = gathered.newestPayloadAt.map { max(0, wallNow().timeIntervalSince($0)) }
            Counter(label: "aircache_payloads_total").increment(by: gathered.payloads)
        }
        try store.setLiveState(state, of: base)
    }

    func found(_ gap: ChangeGap, _ base: BaseID, _ logger: Logger) {
        machine.withLock { machine in
            machine.live(base) { $0.foundGap(needsNewWebhook: gap.needsNewWebhook) }
        }
        logger.warning(
            "changes were lost; a full sync follows", metadata: ["reason": "\(gap)"])
        Counter(label: "aircache_gaps_total").increment()
        write(base, logger) { state in
            state.gap = gap.description
            state.gapSince = state.gapSince ?? wallNow()
            state.gaps += 1
        }
    }

    func failed(
        _ error: any Error, _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) {
        let failure = SyncRun.Failure(error)
        machine.withLock { machine in
            machine.live(base) { live in
                live.pullFailed(SyncSchedule.Outlook(error), calls: tally.count, at: wallNow())
            }
        }
        logger.warning(
            "changes could not be fetched",
            metadata: ["error": "\(failure.message)", "try": "\(failure.hint ?? "")"])
        write(base, logger) { $0.failure = failure }
    }

    func write(
        _ base: BaseID, _ logger: Logger, _ change: (inout LiveState) -> Void
    ) {
        do {
            var state = try store.liveState(base)
            change(&state)
            try store.setLiveState(state, of: base)
        } catch {
            logger.error("the state could not be stored", metadata: ["error": "\(error)"])
        }
    }

    /// - Returns: nil in modes that follow no payloads.
    func liveStatus(_ base: BaseID, at now: Date) throws -> LiveStatus? {
        guard settings.mode.isLive else { return nil }
        let webhook = try store.webhook(base)
        let position = try store.base(base).serving?.contents.position
        return LiveStatus(
            state: try store.liveState(base), webhook: webhook?.id,
            webhookExpiresAt: webhook?.expiresAt,
            cursor: position?.webhook == webhook?.id ? position?.cursor : nil,
            nextPullAt: machine.withLock { $0.nextPull(base, now: now) })
    }
}

extension ChangeSource.Copy {
    /// The generation that serves.
    static func serving(_ snapshot: Snapshot) -> ChangeSource.Copy {
        let store = snapshot.generation
        return ChangeSource.Copy(
            schema: snapshot.schema,
            record: { table, record in
                try store.newest { session in
                    guard let table = session.contents.table(table.rawValue) else { return nil }
                    return try session.record(record.rawValue, table: table)
                }
            },
            count: { table in snapshot.table(table.rawValue)?.recordCount ?? 0 })
    }

    /// A standby that is filled: nothing is compared with it.
    static func standby(_ schema: BaseSchema, counts: [TableID: Int]) -> ChangeSource.Copy {
        ChangeSource.Copy(
            schema: schema, record: { _, _ in nil }, count: { counts[$0] ?? 0 })
    }
}
