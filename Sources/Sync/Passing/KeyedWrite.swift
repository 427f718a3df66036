import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// A write with an idempotency key: sent once, however often the client sends it.
///
/// The key is taken before the write is sent and keeps the answer for a day. Where the process died
/// in between, or Airtable's answer was lost, the same request may come again once Airtable is
/// certainly done with the first. A creation is then looked for among the records made since; every
/// other write is sent again, since doing it twice changes nothing.
struct KeyedWrite: Sendable {
    let key: String
    let write: WriteRequest
    let plan: WritePlan
    let base: BaseID
    let writes: WriteThrough

    private var engine: SyncEngine { writes.engine }
    /// The key as it is kept. No key has a space.
    private var ownKey: String { write.client.isEmpty ? key : "\(write.client) \(key)" }

    func run() async throws -> AirtableAnswer {
        guard (1...SyncLimits.keyLength).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw PassingError(
                .invalidKey,
                "An Idempotency-Key has 1 to \(SyncLimits.keyLength) printable ASCII characters.")
        }
        switch try await claim() {
        case .taken: return try await execute()
        case .answered(let status, let contentType, let body):
            return AirtableAnswer(status: status, contentType: contentType, body: body)
        case .inUse:
            throw PassingError(
                .keyInUse,
                "A request with this Idempotency-Key is under way, or its outcome not known yet.",
                hint: "Send it again in some seconds; a lost one is known after two minutes.")
        case .reused:
            throw PassingError(
                .keyReused, "This Idempotency-Key came with another request.",
                hint: "Use a new key for each request.")
        case .unknown(let startedAt, let cursor):
            guard plan.kind == .create, plan.isPlainCreation else { return try await execute() }
            let row = writes.row(plan, base)
            guard let found = try await find(since: startedAt, cursor) else {
                return try await execute()
            }
            // It is read after this answer as after every other.
            let answer = try await writes.adopt(found, plan, row, base)
            try await keep(answer)
            return answer
        }
    }

    private func claim() async throws -> KeyClaim {
        let now = engine.wallNow()
        // What the copy has before anything is sent, the write did not create.
        let cursor = try plan.table.flatMap { _ in try engine.store.base(base).newestCursor() }
        return try await engine.writeQueue.run { [self] in
            try engine.store.claimKey(
                ownKey, base: base, request: write.identity, cursor: cursor, at: now,
                until: now.addingTimeInterval(SyncLimits.writeTime.inSeconds))
        }
    }

    private func execute() async throws -> AirtableAnswer {
        let answer: AirtableAnswer
        do {
            answer = try await writes.execute(plan, base)
        } catch let error as PassingError where error.code != .outcomeUnknown {
            try await release()
            throw error
        } catch let error as StorageError {
            // Only before anything is sent.
            try await release()
            throw error
        }
        // What lies with our token or its rights, or with the rate, may be done when it comes again.
        if [401, 403, 429].contains(answer.status) {
            try await release()
        } else if answer.status < 500 {
            try await keep(answer)
        }
        return answer
    }

    private func keep(_ answer: AirtableAnswer) async throws {
        do {
            try await engine.writeQueue.run { [self] in
                try engine.store.keepAnswer(
                    ownKey, base: base, status: answer.status, contentType: answer.contentType,
                    body: answer.body, created: plan.created(answer), at: engine.wallNow())
            }
        } catch {
            // The write was done. Sent again, it is looked for.
            engine.logger.warning(
                "an answer could not be kept for its idempotency key",
                metadata: ["base": "\(base)", "error": "\(error)"])
        }
    }

    private func release() async throws {
        try await engine.writeQueue.run { [self] in
            try engine.store.releaseKey(ownKey, base: base)
        }
    }

    /// Looks for the records of a creation whose outcome is unknown.
    ///
    /// - Parameter cursor: where the change log ended before the creation was sent.
    /// - Returns: the answer that was lost; nil where Airtable has no such records.
    /// - Throws: `PassingError` with `keyInUse` where it cannot be told.
    private func find(
        since startedAt: Date, _ cursor: ChangeCursor?
    ) async throws -> AirtableAnswer? {
        let pages: [RecordPage]
        do {
            pages = try await engine.airtable.recordPages(
                base: base, table: plan.table?.id ?? TableID(plan.tableName),
                query: DeltaPoll.created(since: startedAt)
            ).all()
        } catch let error as AirtableClientError {
            throw PassingError(error, isWrite: false)
        }
        var search = try CreationSearch(plan, pages)
        try await leaveOutOthers(&search, cursor)
        switch try search.result() {
        case .none: return nil
        case .found(let bodies):
            let page = try RecordPage(bodies)
            return AirtableAnswer(
                status: 200, body: plan.isBatch && plan.hasRecordList ? page.bytes : bodies[0])
        case .unclear:
            throw PassingError(
                .keyInUse, "It cannot be told whether the records were created.",
                hint: "Look for them, and send what is missing with a new key.")
        }
    }

    /// Leaves out records that stem from something else.
    private func leaveOutOthers(
        _ search: inout CreationSearch, _ cursor: ChangeCursor?
    ) async throws {
        search.leaveOut(
            try await engine.writeQueue.run { [self] in try engine.store.creations(base) })
        guard let cursor, let table = plan.table?.id else { return }
        let store = try engine.store.base(base)
        // Read before the log: what comes in between is in the log, and counts as new.
        let present = try store.ids(of: table)
        if let created = try store.created(in: table, after: cursor) {
            search.leaveOut(present.subtracting(created))
        } else {
            search.doubt(present)
        }
    }
}

extension WriteRequest {
    /// All that makes the request what it is, each part with its length in front.
    var identity: [UInt8] {
        let parts = [
            Array(method.rawValue.utf8), Array(table.utf8), Array((record ?? "").utf8),
            Array((query ?? "").utf8), body,
        ]
        return parts.flatMap { Array("\($0.count):".utf8) + $0 }
    }
}
