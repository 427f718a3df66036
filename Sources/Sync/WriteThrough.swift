package import AirtableAPI
import AirtableClient
import Logging
import Storage

/// Writes of clients: to Airtable first, then into the copy, then the reply.
package struct WriteThrough: Sendable {
    let engine: SyncEngine

    /// Whether writes are taken at all.
    package var isOn: Bool { engine.settings.takesWrites }

    /// Has Airtable do a write, and takes its answer into the copy.
    ///
    /// - Returns: Airtable's answer as it came, whatever its status.
    /// - Throws: `PassingError`, whose `answer` says it in Airtable's words; `CancellationError`.
    package func write(_ write: WriteRequest, base: BaseID) async throws -> AirtableAnswer {
        guard isOn else { throw PassingError.writesOff }
        guard engine.bases.contains(base) else { throw PassingError.unknownBase }
        let store = try engine.store.base(base)
        let plan = try WritePlan(write, base: base, schema: store.serving?.schema)
        let airtable = engine.airtable.with(priority: .write)
        var answer: AirtableAnswer
        do {
            answer = AirtableAnswer(
                try await airtable.pass(plan.request, base: base, isRepeatable: false))
        } catch let error as AirtableClientError {
            throw PassingError(error, isWrite: true)
        }
        guard answer.isSuccess else { return answer }
        let written = try WrittenRecords(answer.body, to: plan)
        answer.isInCopy = false
        if let table = plan.table, store.serving != nil {
            var changes = ChangeSet()
            changes.tables[table.id] = written.change
            try await engine.storageQueue.run { [wallNow = engine.wallNow, changes] in
                _ = try store.apply(changes, at: wallNow())
            }
            answer.isInCopy = true
        }
        try engine.wake(base)
        return answer
    }
}

extension SyncEngine {
    /// Writes of clients to the bases.
    package var writes: WriteThrough { WriteThrough(engine: self) }

    /// Requests of clients for what the copy does not answer.
    package var forwarding: Forwarding { Forwarding(engine: self) }

    /// Something of a base was changed by a request that was passed on.
    func changedElsewhere(_ path: PassedPath, _ base: BaseID) async throws {
        try wake(base)
    }
}
