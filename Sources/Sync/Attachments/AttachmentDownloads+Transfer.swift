package import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Metrics
package import Storage
import Synchronization

extension AttachmentDownloads {
    /// Looks what the copy names, and downloads a batch of what is not there.
    ///
    /// - Returns: whether there may be more to do at once.
    func advance(_ base: BaseID) async throws -> Bool {
        try await survey(base)
        guard settings.mode == .eager, wallNow() >= pausedUntil.withLock({ $0 }) else {
            return false
        }
        let now = wallNow()
        let due = try await storageQueue.run { [store] in
            try store.attachments.waiting(base, at: now, limit: AttachmentLimits.filesPerBatch)
        }
        let batch = try await fitting(due)
        guard !batch.isEmpty else { return false }
        urls[base]?.expect(batch)
        await withDiscardingTaskGroup { group in
            for entry in batch {
                group.addTask { _ = try? await self.bring(entry, isUrgent: false) }
            }
        }
        return true
    }

    private func survey(_ base: BaseID) async throws {
        guard let survey = surveys[base], survey.isDue else { return }
        let now = wallNow()
        let elapsed = ElapsedTime(clock)
        let difference = try await storageQueue.run { try survey.run(at: now) }
        if let difference, !difference.isEmpty {
            logger.info(
                "the copy names other attachments",
                metadata: [
                    "base": "\(base)", "added": "\(difference.added)",
                    "gone": "\(difference.gone)", "changed": "\(difference.changed)",
                ])
        }
        let rest = elapsed.now * AttachmentLimits.surveyRest
        if rest > .zero { try await clock.sleep(for: min(rest, .seconds(60))) }
    }

    /// Those files for which there is room; the others are left for whoever asks for them.
    private func fitting(_ due: [AttachmentEntry]) async throws -> [AttachmentEntry] {
        guard let maximum = settings.maximumBytes, !due.isEmpty else { return due }
        return try await storageQueue.run { [store] in
            var room = maximum - (try store.attachments.storedBytes())
            var fitting: [AttachmentEntry] = []
            var others: [AttachmentEntry] = []
            for entry in due {
                // A thumbnail's size is not known: without some room to spare each one would take
                // the place of a file that was asked for.
                let size = entry.size ?? maximum / AttachmentLimits.spareRoom
                if size < room {
                    fitting.append(entry)
                    room -= entry.size ?? 0
                } else {
                    others.append(entry)
                }
            }
            try store.attachments.leaveForRequests(others.map(\.key))
            return fitting
        }
    }

    /// Downloads a file, and notes what came of it.
    ///
    /// - Throws: `AttachmentUnavailable`, `CancellationError`.
    func bring(_ entry: AttachmentEntry, isUrgent: Bool) async throws -> AttachmentEntry {
        do {
            let stored = try await slots.use(isUrgent: isUrgent) { try await transfer(entry) }
            // How large a thumbnail is shows when it is there.
            if let maximum = settings.maximumBytes {
                _ = try await storageQueue.run { [store] in
                    try store.attachments.evict(to: maximum, keeping: stored.blob)
                }
            }
            return stored
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            throw await failed(entry, error)
        }
    }

    private func transfer(_ entry: AttachmentEntry) async throws -> AttachmentEntry {
        guard let urls = urls[entry.place.base] else { throw AttachmentGone() }
        let pending: PendingBlob
        switch try await begin(entry.key) {
        case .stored(let entry): return entry
        case .mine(let blob): pending = blob
        }
        do {
            let address = try await urls.address(of: entry)
            do {
                try await fetch(address, entry, into: pending)
            } catch let error as AttachmentFetchError where error.mayBeCuredByAddress {
                // Nothing was written yet: no answer came, or one of another status.
                let renewed = try await urls.renew(entry, insteadOf: address)
                guard renewed != address else { throw error }
                try await fetch(renewed, entry, into: pending)
            }
            try Task.checkCancellation()
            let now = wallNow()
            return try await storageQueue.run { [store] in
                let blob = try store.attachments.store(pending, as: entry.key, at: now)
                Counter(label: "aircache_attachment_downloads_total").increment()
                Counter(label: "aircache_attachment_bytes_total").increment(by: blob.size)
                return entry.with(blob)
            }
        } catch {
            pending.discard()
            throw error
        }
    }

    private func fetch(
        _ address: String, _ entry: AttachmentEntry, into pending: PendingBlob
    ) async throws {
        try await fetcher.fetch(address, size: entry.size) { bytes in
            try bytes.withUnsafeBytes { try pending.write($0) }
        }
    }

    private enum Beginning: Sendable {
        case mine(PendingBlob)
        case stored(AttachmentEntry)
    }

    /// Takes the file's download, or waits for whoever has it.
    private func begin(_ key: AttachmentKey) async throws -> Beginning {
        while true {
            let pending = try store.attachments.begin(key)
            // Somebody may have finished a moment ago.
            if let known = try store.attachments.entry(key), known.blob != nil {
                pending?.discard()
                return .stored(known)
            }
            if let pending { return .mine(pending) }
            try await clock.sleep(for: AttachmentLimits.otherProcessInterval)
        }
    }

    private func failed(_ entry: AttachmentEntry, _ error: any Error) async -> any Error {
        let reason = Self.reason(error)
        let waits = AttachmentLimits.retryWaits
        var wait = waits[min(entry.failures, waits.count - 1)]
        if (error as? StorageError)?.code == .diskFull {
            wait = AttachmentLimits.fullDiskWait
            pausedUntil.withLock { $0 = wallNow() + wait }
        }
        let next = wallNow() + wait
        logger.debug(
            "an attachment could not be downloaded",
            metadata: [
                "attachment": "\(entry.key.id)", "rendition": "\(entry.key.rendition.rawValue)",
                "reason": "\(reason)", "failures": "\(entry.failures + 1)",
            ])
        Counter(label: "aircache_attachment_failures_total").increment()
        do {
            try await storageQueue.run { [store] in
                try store.attachments.failed(
                    entry.key, base: entry.place.base, failure: reason, nextAttemptAt: next)
            }
        } catch {
            // Without a note it would be tried again at once, and forever.
            pausedUntil.withLock { $0 = wallNow() + AttachmentLimits.fullDiskWait }
        }
        return AttachmentUnavailable(reason, wait)
    }

    /// What went wrong, without addresses, names and contents.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as AttachmentFetchError: error.description
        case let error as AttachmentGone: error.description
        case let error as AirtableClientError: error.message
        case let error as StorageError: error.message
        default: "it failed for a reason of ours"
        }
    }

    /// Removes what nobody names: files of attachments that went a while ago, and what crashes left.
    func removeUnnamed() async throws {
        let now = wallNow()
        let (grace, bases) = (settings.grace / .seconds(1), bases)
        let count = try await storageQueue.run { [store] in
            var kept: Set<AttachmentID> = []
            for base in bases { kept.formUnion(try store.base(base).attachmentsOfPrevious()) }
            let index = store.attachments
            return try index.removeGone(before: now.addingTimeInterval(-grace), keeping: kept)
                + index.sweep(before: now.addingTimeInterval(-StorageLimits.orphanAge))
        }
        guard count > 0 else { return }
        logger.info("files of no attachment were removed", metadata: ["files": "\(count)"])
    }
}

// MARK: How it stands

/// How it stands with a base's attachments.
package struct AttachmentStatus: Sendable {
    package let mode: AttachmentSettings.Mode
    package let maximumBytes: Int?
    package let totals: AttachmentTotals
    /// Some of the files that could not be downloaded.
    package let failing: [AttachmentEntry]
}

extension AttachmentDownloads {
    /// - Throws: `StorageError` when the store cannot be read.
    package func status(_ base: BaseID) throws -> AttachmentStatus {
        AttachmentStatus(
            mode: settings.mode, maximumBytes: settings.maximumBytes,
            totals: try store.attachments.totals(base),
            failing: try store.attachments.failing(base, limit: AttachmentLimits.failuresTold))
    }
}
