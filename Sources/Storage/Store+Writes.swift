package import AirtableAPI
package import FoundationEssentials

extension BaseStore {
    /// Adopts what another process has made serve or committed, without waiting for the next look.
    package func noticeNow() throws {
        try notice()
        _ = try noticeCommits()
    }
}

extension Store {
    /// Stores a write that is about to be sent, or what is known of it by now.
    ///
    /// - Parameter answer: the records in Airtable's answer, as a page of a listing; nil for none.
    package func putWrite(_ write: UnsettledWrite, answer: [UInt8]? = nil) throws {
        try metadata.put(write, answer: answer)
    }

    /// Forgets writes that are in the copy, or were not done.
    package func removeWrites(_ ids: [String]) throws {
        try metadata.removeWrites(ids)
    }

    package func hasWrite(_ id: String) throws -> Bool { try metadata.hasWrite(id) }

    /// What may not be in the copy of a base yet, oldest first, with the records of answers.
    package func unsettledWrites(
        _ base: BaseID
    ) throws -> [(write: UnsettledWrite, answer: [UInt8]?)] {
        try metadata.writes(base)
    }

    /// Takes an idempotency key for a request, where it is free.
    ///
    /// - Parameters:
    ///   - request: all that makes the request what it is.
    ///   - cursor: where the change log ends now.
    ///   - until: when Airtable is certainly done with the request.
    package func claimKey(
        _ key: String, base: BaseID, request: [UInt8], cursor: ChangeCursor?, at now: Date,
        until: Date
    ) throws -> KeyClaim {
        try metadata.claimKey(
            key, base: base, request: request, cursor: cursor, at: now, until: until)
    }

    /// Keeps the answer for whoever sends the request again.
    ///
    /// - Parameter created: the records that it says were created; see `noteCreations`.
    package func keepAnswer(
        _ key: String, base: BaseID, status: Int, contentType: String?, body: [UInt8],
        created: [RecordID], at now: Date
    ) throws {
        try metadata.keepAnswer(
            key, base: base, status: status, contentType: contentType, body: body,
            created: created, at: now)
    }

    /// Notes records that clients were told they created: whoever looks for what came of another
    /// creation leaves them out.
    package func noteCreations(_ records: [RecordID], base: BaseID, at now: Date) throws {
        try metadata.noteCreations(records, base: base, at: now)
    }

    /// The records that clients created in the last two days.
    package func creations(_ base: BaseID) throws -> Set<String> { try metadata.creations(base) }

    /// Gives up a key whose request was not done.
    package func releaseKey(_ key: String, base: BaseID) throws {
        try metadata.releaseKey(key, base: base)
    }
}
