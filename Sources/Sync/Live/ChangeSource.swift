import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// Why changes since a position cannot be told: only a full sync helps.
struct ChangeGap: Error, Sendable, CustomStringConvertible {
    let description: String
    /// The webhook is of no more use: another one must be made.
    var needsNewWebhook = false
}

/// What changed since a position, ready to be applied.
struct GatheredChanges: Sendable {
    var changes: ChangeSet
    var payloads: Int
    /// The time of the newest payload; nil when none came.
    var newestPayloadAt: Date?
}

/// Payloads of a webhook into a change set: lists them, fetches the records that they name, and
/// lists again until nothing came meanwhile.
///
/// A payload is a signal. Between it and the fetching somebody may have changed more; what was
/// fetched is then a mixture of two states. So it is asked whether there are more payloads, and what
/// they name is fetched too, until there are none. Where every fetched record is just what the
/// payloads foretold, nothing came meanwhile, and the question is spared.
struct ChangeSource: Sendable {
    /// The copy that the changes are for.
    struct Copy: Sendable {
        let schema: BaseSchema
        /// The body of a record in the copy; nil where there is none, or it is not worth looking.
        var record: @Sendable (TableID, RecordID) throws -> [UInt8]?
        /// How many records a table has.
        var count: @Sendable (TableID) -> Int
    }

    let base: BaseID
    let airtable: Airtable
    let wallNow: @Sendable () -> Date
    let logger: Logger

    /// - Parameters:
    ///   - limit: records that may be named; beyond it is a gap.
    /// - Throws: `ChangeGap`, `AirtableClientError`, what `copy` throws.
    func changes(
        since position: PayloadPosition, for copy: Copy, limit: Int = SyncLimits.changedRecords
    ) async throws -> GatheredChanges {
        var gathering = Gathering(source: self, copy: copy, position: position)
        for round in 1...SyncLimits.settlingRounds {
            let askedAt = wallNow()
            if round > 1, try await isAtEnd(gathering.position) {
                gathering.currentAt = askedAt
                break
            }
            let fresh = try await list(&gathering.position, knowing: gathering.schema, limit)
            gathering.currentAt = askedAt
            if fresh.isEmpty { break }
            if try await gathering.take(fresh, isFirst: round == 1) { break }
            guard gathering.recordCount <= limit else {
                throw ChangeGap(description: "more than \(limit) records changed")
            }
            if round == SyncLimits.settlingRounds {
                logger.debug("changes did not settle", metadata: ["rounds": "\(round)"])
            }
        }
        return try gathering.result()
    }

    /// Whether no payload follows, and the webhook still makes some. The list of webhooks tells both
    /// in one call; the payloads of a dead webhook would look the same as those of a quiet one.
    private func isAtEnd(_ position: PayloadPosition) async throws -> Bool {
        let webhooks = try await airtable.webhooks(base)
        guard let ours = webhooks.first(where: { $0.id == position.webhook }), ours.isHookEnabled
        else { throw ChangeGap(description: "the webhook ended", needsNewWebhook: true) }
        return ours.cursorForNextPayload <= position.cursor
    }

    /// All payloads from a position on.
    private func list(
        _ position: inout PayloadPosition, knowing schema: BaseSchema, _ limit: Int
    ) async throws -> PayloadSummary {
        var summary = PayloadSummary()
        var emptyPages = 0
        while true {
            let page = try await page(position)
            try Self.check(page, against: position)
            for payload in page.payloads {
                if let failure = payload.failure {
                    throw ChangeGap(
                        description: "the webhook is in error: \(failure.code)",
                        needsNewWebhook: true)
                }
                summary.add(payload, knowing: schema)
            }
            position.cursor = page.cursor
            guard summary.recordCount <= limit else {
                throw ChangeGap(description: "more than \(limit) records changed")
            }
            emptyPages = page.payloads.isEmpty ? emptyPages + 1 : 0
            guard page.mightHaveMore, emptyPages < SyncLimits.emptyPayloadPages else {
                return summary
            }
        }
    }

    private func page(_ position: PayloadPosition) async throws -> WebhookPayloadPage {
        do {
            return try await airtable.webhookPayloads(
                base, position.webhook, cursor: position.cursor)
        } catch let error as AirtableClientError
            where error.code == .notFound || error.code == .forbidden || error.code == .refused
        {
            throw ChangeGap(
                description: "the webhook cannot be read: \(error.message)", needsNewWebhook: true)
        }
    }

    private static func check(
        _ page: WebhookPayloadPage, against position: PayloadPosition
    ) throws {
        guard page.cursor >= position.cursor else {
            throw ChangeGap(description: "the webhook began anew", needsNewWebhook: true)
        }
        guard page.payloads.isEmpty || page.firstNumber <= position.cursor else {
            throw ChangeGap(
                description: "payloads \(position.cursor) to \(page.firstNumber - 1) are gone")
        }
        // Nothing came, and yet the next number is another: those between are gone.
        guard !page.payloads.isEmpty || page.cursor == position.cursor else {
            throw ChangeGap(
                description: "payloads \(position.cursor) to \(page.cursor - 1) are gone")
        }
    }
}
