package import AirtableAPI
import AirtableClient
import FoundationEssentials
import Logging
import Storage

/// Writes of clients: to Airtable first, then into the copy, then the reply.
///
/// ```
/// key free? ─▶ row "sent" ─▶ Airtable ─▶ copy ─▶ row gone ─▶ reply
/// ```
///
/// A write stands in `metadata.sqlite` from before it is sent until the copy has it. Whatever happens
/// in between, the instance that syncs finds it there and settles it.
package struct WriteThrough: Sendable {
    let engine: SyncEngine

    /// Whether writes are taken at all.
    package var isOn: Bool { engine.settings.takesWrites }

    /// Has Airtable do a write, and takes its answer into the copy.
    ///
    /// - Returns: Airtable's answer as it came, whatever its status.
    /// - Throws: `PassingError`, whose `answer` says it in Airtable's words; `StorageError` before
    ///   anything is sent; `CancellationError`.
    package func write(_ write: WriteRequest, base: BaseID) async throws -> AirtableAnswer {
        guard isOn else { throw PassingError.writesOff }
        guard engine.bases.contains(base) else { throw PassingError.unknownBase }
        let plan = try WritePlan(
            write, base: base, schema: try engine.store.base(base).serving?.schema)
        guard let key = write.idempotencyKey else {
            let answer = try await execute(plan, base)
            await note(plan.created(answer), base)
            return answer
        }
        return try await KeyedWrite(key: key, write: write, plan: plan, base: base, writes: self)
            .run()
    }

    /// Notes records that a client was told it created: no other creation made them.
    private func note(_ created: [RecordID], _ base: BaseID) async {
        guard !created.isEmpty else { return }
        do {
            try await engine.writeQueue.run { [engine] in
                try engine.store.noteCreations(created, base: base, at: engine.wallNow())
            }
        } catch {
            // The client gets its answer: the records are there.
            engine.logger.warning(
                "records that were created could not be noted",
                metadata: ["base": "\(base)", "error": "\(error)"])
        }
    }

    /// Sends a write, and settles what came of it.
    func execute(_ plan: WritePlan, _ base: BaseID) async throws -> AirtableAnswer {
        var row = row(plan, base)
        try await engine.store(row)
        let response: AirtableResponse
        do {
            response = try await engine.airtable.with(priority: .write)
                .pass(plan.request, base: base, isRepeatable: false)
        } catch {
            let isUnsent = (error as? AirtableClientError)?.isUnsent ?? false
            try await isUnsent ? engine.forget(row) : engine.leaveUnknown(&row)
            guard let error = error as? AirtableClientError else { throw error }
            throw PassingError(error, isWrite: true)
        }
        let answer = AirtableAnswer(response)
        guard answer.isSuccess else {
            // A server that fails may have failed after the deed.
            try await answer.status >= 500 ? engine.leaveUnknown(&row) : engine.forget(row)
            return answer
        }
        // What came is no answer: it was cut off on the way.
        guard (try? JSONValue(parsing: answer.body))?.object != nil else {
            try await engine.leaveUnknown(&row)
            throw PassingError.lostAnswer
        }
        return try await adopt(answer, plan, row, base)
    }

    /// A write that is about to be sent, or whose answer is about to be looked for.
    func row(_ plan: WritePlan, _ base: BaseID) -> UnsettledWrite {
        UnsettledWrite(
            base: base, table: plan.table?.id.rawValue ?? plan.tableName, records: plan.records,
            kind: UnsettledWrite.Kind(plan.kind), startedAt: engine.wallNow(),
            settledAt: engine.wallNow().addingTimeInterval(SyncLimits.writeTime.inSeconds),
            began: SystemTime.now.inNanoseconds)
    }

    /// Has the copy take the answer to a write that was done; where it cannot, the row sees to it.
    ///
    /// - Parameter row: from before Airtable was asked.
    /// - Returns: the answer, with whether the copy has it.
    func adopt(
        _ answer: AirtableAnswer, _ plan: WritePlan, _ row: UnsettledWrite, _ base: BaseID
    ) async throws -> AirtableAnswer {
        var (answer, row) = (answer, row)
        do {
            answer.isInCopy = try await take(answer, plan, &row, base)
        } catch {
            // It was done: an error would have the client do it twice.
            try? await engine.leaveUnknown(&row)
            answer.isInCopy = false
            engine.logger.warning(
                "a write is not in the copy yet",
                metadata: ["base": "\(base)", "error": "\(error)"])
        }
        if engine.settings.mode.isLive { try? engine.wake(base) }
        return answer
    }

    /// Puts Airtable's answer into the copy.
    ///
    /// - Returns: whether the copy of this instance has it.
    private func take(
        _ answer: AirtableAnswer, _ plan: WritePlan, _ row: inout UnsettledWrite, _ base: BaseID
    ) async throws -> Bool {
        let store = try engine.store.base(base)
        var table = plan.table
        var written = try WrittenRecords(answer.body, to: plan, table)
        var changes = ChangeSet()
        if written.needsSchema, let moved = await engine.movedSchema(base) {
            changes.schema = moved
            table = table.map { moved.table($0.id) } ?? moved.table(idOrName: plan.tableName)
            written = try WrittenRecords(answer.body, to: plan, table)
        }
        row.records = written.ids.map(\.rawValue)
        if let table { row.table = table.id.rawValue }
        // A record may be named under the URL of another table of its base.
        if let id = written.ids.first, plan.kind != .create,
            let holder = try engine.table(holding: id, in: base, unless: table?.id)
        {
            table = holder
            written = try WrittenRecords(answer.body, to: plan, holder)
            row.table = holder.id.rawValue
        }
        guard let table, store.serving != nil else {
            // Whatever copy comes next has to have it.
            try await engine.leaveToNextCopy(&row)
            return false
        }
        changes.tables[table.id] = written.change
        return try await engine.put(changes, &row, written.page?.bytes, base)
    }
}

extension UnsettledWrite.Kind {
    fileprivate init(_ kind: WritePlan.Kind) {
        self =
            switch kind {
            case .create: .create
            case .update: .update
            case .delete: .delete
            }
    }
}

extension Duration {
    var inNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
