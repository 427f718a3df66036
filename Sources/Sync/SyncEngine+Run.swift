import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Metrics
import Storage
import Synchronization

extension SyncEngine {
    /// Runs one sync from the queue to its end, and stores what came of it.
    func perform(_ queued: SyncRun) async {
        var run = queued
        run.state = .running
        run.startedAt = wallNow()
        let tally = CallTally()
        var logger = logger
        logger[metadataKey: "base"] = "\(run.base)"
        logger[metadataKey: "job"] = "\(run.id)"
        do {
            let generation = try await sync(run, tally, logger)
            run.progress = newestProgress(run, tally)
            succeed(run, generation, logger)
        } catch {
            run.progress = newestProgress(run, tally)
            // The instance stops: whoever syncs next does it.
            if Task.isCancelled { return requeue(run, logger) }
            fail(run, error, logger)
        }
    }

    private func sync(
        _ started: SyncRun, _ tally: CallTally, _ logger: Logger
    ) async throws -> Snapshot {
        machine.withLock { $0.progressed(started) }
        try store.updateRun(started)
        let base = try store.base(started.baseID)
        // A request has ended the pause already; what the schedule had queued before it waits.
        if let pause = base.pause {
            throw SyncError(
                .paused, "The sync is paused: \(pause.reason).",
                hint: "Ask for a refresh to go on.")
        }
        let airtable = airtable.with(priority: .sync, tally: tally)
        let former = base.serving?.generation
        let lists = Mutex<[ViewLists.Reading]>([])
        var full = FullSync(
            base: base.id, store: base, airtable: airtable, wallNow: wallNow,
            storageQueue: storageQueue, logger: logger,
            following: settings.mode.isLive ? following(base.id, tally, logger) : nil
        ) { progress in
            var run = started
            run.progress = progress
            run.progress.calls = tally.count
            self.machine.withLock { $0.progressed(run) }
        }
        full.writing = writing(base.id, tally)
        full.beforeSwitch = { [views] in
            let read = try await views.readInUse(base.id, by: airtable)
            lists.withLock { $0 = read }
        }
        let generation = try await full.run()
        views.adopt(lists.withLock { $0 }, former: former)
        return generation
    }

    /// What lets a full sync lose no write that is done while it runs.
    private func writing(_ base: BaseID, _ tally: CallTally) -> FullSync.Writing {
        let sightings = sightings(base)
        let airtable = airtable.with(priority: .incremental, tally: tally)
        return FullSync.Writing(
            begin: { sightings.rebuildBegan() },
            reread: { try await self.rereadWritten($0, base, by: airtable) },
            switching: { try sightings.switching($0) })
    }

    /// What lets a full sync miss nothing that happens while it runs.
    private func following(
        _ base: BaseID, _ tally: CallTally, _ logger: Logger
    ) -> FullSync.Following {
        guard let gate = gates[base] else { preconditionFailure("every base has a gate") }
        return FullSync.Following(
            position: {
                do {
                    // Two that look at once would each make a webhook.
                    let state = try await gate.pass {
                        try await self.ensureWebhook(base, tally, logger)
                    }
                    return PayloadPosition(webhook: state.webhook.id, cursor: state.nextCursor)
                } catch  where !(error is CancellationError) {
                    // A copy without changes in between is better than none.
                    let failure = SyncRun.Failure(error)
                    logger.warning(
                        "there is no webhook", metadata: ["error": "\(failure.message)"])
                    self.write(base, logger) { $0.failure = failure }
                    return nil
                }
            },
            isServingCurrent: { position in
                let serving = try? self.store.base(base).serving?.contents.position
                return serving?.webhook == position.webhook
                    && !self.machine.withLock { $0.hasGap(base) }
            },
            alone: { body in try await gate.pass(body) },
            catchUp: {
                guard let position = try self.store.base(base).serving?.contents.position else {
                    throw ChangeGap(description: "the copy has no place in the payloads")
                }
                _ = try await self.catchUp(base, from: position, tally, logger)
            },
            verify: { position in
                let state = try await self.ensureWebhook(base, tally, logger)
                guard state.webhook.id == position.webhook, !state.isNew else {
                    throw ChangeGap(
                        description: "the webhook ended while the base was read",
                        needsNewWebhook: true)
                }
            },
            source: source(base, tally, logger))
    }

    private func newestProgress(_ run: SyncRun, _ tally: CallTally) -> SyncRun.Progress {
        var progress = machine.withLock { $0.running(run.baseID) }?.progress ?? run.progress
        progress.calls = tally.count
        return progress
    }

    private func succeed(_ started: SyncRun, _ generation: Snapshot, _ logger: Logger) {
        var run = started
        run.state = .succeeded
        run.generation = generation.number
        run.finishedAt = wallNow()
        finish(run, logger) { $0.succeeded(run) }
        follow(generation, run.baseID, logger)
        let seconds = run.finishedAt?.timeIntervalSince(run.startedAt ?? run.requestedAt) ?? 0
        logger.info(
            "a sync finished",
            metadata: [
                "generation": "\(generation.number)", "tables": "\(run.progress.tablesDone)",
                "records": "\(run.progress.records)", "calls": "\(run.progress.calls)",
                "seconds": "\(seconds)", "trigger": "\(run.trigger.rawValue)",
            ])
        Counter(label: "aircache_syncs_total").increment()
        Metrics.Timer(label: "aircache_sync_seconds").recordSeconds(seconds)
    }

    /// From here on the copy follows the payloads, if it has a place in them.
    private func follow(_ generation: Snapshot, _ base: BaseID, _ logger: Logger) {
        let isFollowing = generation.contents.position != nil
        machine.withLock { machine in
            // What waited for a copy can be settled now.
            machine.unsettled(base, dueAt: wallNow())
            machine.live(base) { $0.synced(isFollowing: isFollowing, at: wallNow()) }
        }
        write(base, logger) { state in
            state.gap = nil
            state.gapSince = nil
        }
        lookSoon()
    }

    private func fail(_ started: SyncRun, _ error: any Error, _ logger: Logger) {
        var run = started
        run.state = .failed
        run.finishedAt = wallNow()
        run.failure = SyncRun.Failure(error)
        let now = wallNow()
        finish(run, logger) { $0.failed(run, outlook: SyncSchedule.Outlook(error), at: now) }
        logger.error(
            "a sync failed; the copy stays as it was",
            metadata: [
                "error": "\(run.failure?.message ?? "")", "try": "\(run.failure?.hint ?? "")",
                "calls": "\(run.progress.calls)", "trigger": "\(run.trigger.rawValue)",
            ])
        Counter(label: "aircache_sync_failures_total").increment()
    }

    private func requeue(_ started: SyncRun, _ logger: Logger) {
        let run = SyncRun(
            id: started.id, base: started.baseID, trigger: started.trigger,
            requestedAt: started.requestedAt)
        finish(run, logger) { _ in }
        logger.info("a sync was interrupted; it is queued again")
    }

    /// Stores how a run ended. Where that fails, as on a full disk, it is stored later; until then
    /// nothing else begins.
    private func finish(
        _ run: SyncRun, _ logger: Logger, _ event: (inout StateMachine) -> Void
    ) {
        unwritten.withLock { unwritten in
            do {
                try store.updateRun(run)
            } catch {
                unwritten.append(run)
                logger.error("a run could not be stored", metadata: ["error": "\(error)"])
            }
            machine.withLock { event(&$0) }
        }
        do {
            try airtable.budget.flush()
        } catch {
            logger.error("calls could not be stored", metadata: ["error": "\(error)"])
        }
    }
}

extension SyncSchedule.Outlook {
    init(_ error: any Error) {
        switch (error as? AirtableClientError)?.code {
        case _ where (error as? StorageError)?.code == .moved: self = .soon
        case .unreachable?, .rateLimited?, .brokenAnswer?, .listingExpired?, .queueFull?:
            self = .soon
        case .quotaExceeded?, .budgetExhausted?: self = .nextMonth
        default: self = .later
        }
    }
}

extension SyncRun.Failure {
    /// What a user is told of an error: the sentence and the hint of whichever module made it.
    init(_ error: any Error) {
        switch error {
        case let error as AirtableClientError:
            self.init(message: error.message, hint: error.hint, code: error.code.rawValue)
        case let error as StorageError:
            self.init(message: error.message, hint: error.hint, code: error.code.rawValue)
        case let error as SyncError:
            self.init(message: error.message, hint: error.hint, code: error.code.rawValue)
        default: self.init(message: "\(error)")
        }
    }
}
