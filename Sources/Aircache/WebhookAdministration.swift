package import AirtableAPI
import AirtableClient
package import FoundationEssentials
package import Logging
import Storage
import Sync

/// The webhooks of bases, looked at and changed by hand: what `aircache webhooks` does.
///
/// It asks Airtable itself. What it makes is stored in the data folder, where a server finds it.
package struct WebhookAdministration: Sendable {
    /// A webhook without its secret.
    package struct Report: Sendable, Hashable, Encodable {
        package let base: String
        package let id: String
        /// Whether it is the one that this data folder uses.
        package let isOurs: Bool
        /// Where notifications go; nil where payloads are only read.
        package let url: String?
        /// Whether payloads are made, and whether notifications are sent.
        package let isEnabled: Bool
        package let notifies: Bool
        /// Nil: never.
        package let expiresAt: Date?
        /// The number that the next payload will get.
        package let nextPayload: Int?
    }

    private let parts: Parts
    private let bases: [BaseID]
    private let url: String?
    private let mode: Settings.SyncMode
    private let wallNow: @Sendable () -> Date
    private let logger: Logger

    /// - Parameter transport: the way to Airtable; nil for the network.
    package init(
        settings: Settings, logger: Logger, transport: (any AirtableTransport)? = nil,
        wallNow: @escaping @Sendable () -> Date = { Date() }
    ) throws(AircacheError) {
        parts = try Parts(
            settings: settings, logger: logger, options: StoreOptions(), transport: transport)
        bases = settings.airtable.bases
        url = settings.webhook.url
        mode = settings.sync.mode
        self.wallNow = wallNow
        self.logger = logger
    }

    /// All webhooks of the bases that the token may see.
    package func list() async throws(AircacheError) -> [Report] {
        try await working {
            var reports: [Report] = []
            for base in bases {
                let ours = try parts.store.webhook(base)?.id
                reports += try await parts.airtable.webhooks(base).map { webhook in
                    Report(base, webhook, isOurs: webhook.id == ours)
                }
            }
            return reports
        }
    }

    /// Makes a webhook for each base and stores its secret.
    ///
    /// - Throws: `AircacheError`, also where a base has one that is in use.
    package func create() async throws(AircacheError) -> [Report] {
        try await working {
            try checkWritable()
            guard url != nil || mode != .webhook else {
                throw AircacheError(
                    .settings, "SYNC_MODE is webhook, and WEBHOOK_PUBLIC_URL is not set.",
                    hint: "Say where Airtable reaches the server with --webhook-url.")
            }
            var reports: [Report] = []
            for base in bases { reports.append(try await create(base)) }
            return reports
        }
    }

    /// Lets the webhooks that the data folder uses live for another seven days.
    package func refresh() async throws(AircacheError) -> [Report] {
        try await working {
            try checkWritable()
            var reports: [Report] = []
            for base in bases {
                guard var stored = try parts.store.webhook(base) else { throw nothing(base) }
                stored.expiresAt = try await parts.airtable.refreshWebhook(base, stored.id)
                try parts.store.setWebhook(stored, of: base)
                reports.append(Report(base, stored))
            }
            return reports
        }
    }

    /// Deletes a webhook of any of the bases, with its payloads.
    ///
    /// - Returns: the base that had it.
    /// - Throws: `AircacheError.nothingThere` where none of the bases has it.
    package func delete(_ id: WebhookID) async throws(AircacheError) -> BaseID {
        try await working {
            for base in bases {
                let isListed = try await parts.airtable.webhooks(base).contains { $0.id == id }
                guard isListed else { continue }
                try await delete(id, of: base)
                return base
            }
            throw AircacheError(
                .nothingThere, "None of the bases has a webhook '\(id)'.",
                hint: "`aircache webhooks list` shows them.")
        }
    }

    /// Deletes the webhooks that the data folder uses.
    ///
    /// - Returns: what was deleted.
    package func deleteOurs() async throws(AircacheError) -> [(base: BaseID, id: WebhookID)] {
        try await working {
            var deleted: [(base: BaseID, id: WebhookID)] = []
            for base in bases {
                guard let stored = try parts.store.webhook(base) else { continue }
                try await delete(stored.id, of: base)
                deleted.append((base, stored.id))
            }
            return deleted
        }
    }

    // MARK: Inside

    private func create(_ base: BaseID) async throws -> Report {
        if let stored = try parts.store.webhook(base) {
            let isListed = try await parts.airtable.webhooks(base)
                .contains { $0.id == stored.id && $0.isHookEnabled }
            guard !isListed else {
                throw AircacheError(
                    .syncFailed, "Base '\(base)' has the webhook '\(stored.id)' already.",
                    hint: "Delete it first: aircache webhooks delete \(stored.id)")
            }
        }
        let created = try await parts.airtable.createWebhook(
            base, specification: .everything, notificationURL: url)
        let stored = StoredWebhook(
            id: created.id, secret: created.macSecretBase64, url: url, createdAt: wallNow(),
            expiresAt: created.expirationTime)
        do {
            try parts.store.setWebhook(stored, of: base)
        } catch {
            // Nobody will ever know its secret.
            try? await parts.airtable.deleteWebhook(base, created.id)
            throw error
        }
        return Report(base, stored)
    }

    private func delete(_ id: WebhookID, of base: BaseID) async throws {
        let isOurs = try parts.store.webhook(base)?.id == id
        if isOurs { try checkWritable() }
        do {
            try await parts.airtable.deleteWebhook(base, id)
        } catch let error as AirtableClientError where error.code == .notFound {
            // It is gone, which is what was wanted.
        }
        if isOurs { try parts.store.setWebhook(nil, of: base) }
    }

    private func checkWritable() throws {
        guard parts.store.isReadOnly else { return }
        throw AircacheError(
            .folderUnusable, "The data folder cannot be written.",
            hint: "Give this user the right to write it, or set AIRCACHE_DATA_DIR.")
    }

    private func nothing(_ base: BaseID) -> AircacheError {
        AircacheError(
            .nothingThere, "The data folder knows no webhook of base '\(base)'.",
            hint: "Make one with `aircache webhooks create`, or by SYNC_MODE=webhook or changes.")
    }

    /// Does the work, closes the connections, and writes down the calls.
    private func working<R>(_ body: () async throws -> R) async throws(AircacheError) -> R {
        let result: Result<R, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        do {
            try parts.airtable.budget.flush()
        } catch {
            logger.warning("calls could not be stored", metadata: ["error": "\(error)"])
        }
        await parts.close(logger)
        switch result {
        case .success(let value): return value
        case .failure(let error): throw AircacheError(error)
        }
    }
}

extension WebhookAdministration.Report {
    init(_ base: BaseID, _ webhook: Webhook, isOurs: Bool) {
        self.init(
            base: base.rawValue, id: webhook.id.rawValue, isOurs: isOurs,
            url: webhook.notificationURL, isEnabled: webhook.isHookEnabled,
            notifies: webhook.notificationURL != nil && webhook.areNotificationsEnabled,
            expiresAt: webhook.expirationTime, nextPayload: webhook.cursorForNextPayload)
    }

    init(_ base: BaseID, _ stored: StoredWebhook) {
        self.init(
            base: base.rawValue, id: stored.id.rawValue, isOurs: true, url: stored.url,
            isEnabled: true, notifies: stored.url != nil, expiresAt: stored.expiresAt,
            nextPayload: nil)
    }
}
