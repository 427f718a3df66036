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
    ///   - until: when Airtable is certainly done with the request.
    package func claimKey(
        _ key: String, base: BaseID, request: [UInt8], at now: Date, until: Date
    ) throws -> KeyClaim {
        try metadata.claimKey(key, base: base, request: request, at: now, until: until)
    }

    /// Keeps the answer for whoever sends the request again.
    package func keepAnswer(
        _ key: String, base: BaseID, status: Int, contentType: String?, body: [UInt8]
    ) throws {
        try metadata.keepAnswer(
            key, base: base, status: status, contentType: contentType, body: body)
    }

    /// Gives up a key whose request was not done.
    package func releaseKey(_ key: String, base: BaseID) throws {
        try metadata.releaseKey(key, base: base)
    }
}
