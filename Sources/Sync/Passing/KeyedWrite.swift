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
        case .unknown(let startedAt):
            guard plan.kind == .create, plan.isPlainCreation else { return try await execute() }
            let row = writes.row(plan, base)
            guard let found = try await find(since: startedAt) else { return try await execute() }
            // It is read after this answer as after every other.
            let answer = try await writes.adopt(found, plan, row, base)
            try await keep(answer)
            return answer
        }
    }

    private func claim() async throws -> KeyClaim {
        let now = engine.wallNow()
        return try await engine.writeQueue.run { [self] in
            try engine.store.claimKey(
                key, base: base, request: write.identity, at: now,
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
        if answer.status == 429 {
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
                    key, base: base, status: answer.status, contentType: answer.contentType,
                    body: answer.body)
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
            try engine.store.releaseKey(key, base: base)
        }
    }

    /// Looks for the records of a creation whose outcome is unknown.
    ///
    /// - Returns: the answer that was lost; nil where Airtable has no such records.
    /// - Throws: `PassingError` with `keyInUse` where it cannot be told.
    private func find(since startedAt: Date) async throws -> AirtableAnswer? {
        let pages: [RecordPage]
        do {
            pages = try await engine.airtable.recordPages(
                base: base, table: plan.table?.id ?? TableID(plan.tableName),
                query: DeltaPoll.created(since: startedAt)
            ).all()
        } catch let error as AirtableClientError {
            throw PassingError(error, isWrite: false)
        }
        let search = CreationSearch(plan, pages)
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

/// Records that may be those of a creation, compared with what was to be created.
struct CreationSearch: Sendable {
    enum Result: Sendable {
        case none
        case found([[UInt8]])
        case unclear
    }

    private let plan: WritePlan
    private let candidates: [[UInt8]]

    init(_ plan: WritePlan, _ pages: [RecordPage]) {
        self.plan = plan
        candidates = pages.flatMap { page in
            page.records.map { Array(page.bytes[$0.whole]) }
        }
    }

    /// A batch is created as a whole or not at all, so that some of its records alone are others'.
    func result() throws -> Result {
        guard let wanted = plan.comparableCells else {
            return candidates.isEmpty ? .none : .unclear
        }
        var left = try candidates.map { body in
            (body: body, cells: try JSONValue(parsing: body)["fields"]?.object ?? [:])
        }
        var found = [[UInt8]?](repeating: nil, count: wanted.count)
        // What fits few records chooses first.
        for place in wanted.indices.sorted(by: { wanted[$0].count > wanted[$1].count }) {
            let cells = wanted[place]
            let index = left.firstIndex { candidate in
                cells.members.allSatisfy { candidate.cells[$0.name] == $0.value }
            }
            guard let index else { continue }
            found[place] = left.remove(at: index).body
        }
        let bodies = found.compactMap { $0 }
        if bodies.isEmpty { return .none }
        guard bodies.count == wanted.count else { return .unclear }
        return .found(try plan.wantsFieldIDs ? bodies.map(plan.withFieldIDs) : bodies)
    }
}
