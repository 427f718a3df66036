import AirtableAPI

/// The listings under way: each a snapshot of what it lists, and how far it may go on.
struct ListIterators: Sendable {
    /// What a listing walks over, decided at its first page.
    struct Listing: Sendable {
        let base: BaseID
        let table: TableID
        /// The base's revision at the first page.
        let revision: Int
        /// In the order of the listing.
        let records: [SimulatedRecord]
    }

    private struct Iterator: Sendable {
        let listing: Listing
        var lastUse: Duration
        /// Where the pages begin whose tokens were given out, by the record in the token.
        var starts: [String: Int]
    }

    private var iterators: [String: Iterator] = [:]

    var count: Int { iterators.count }

    mutating func removeAll() { iterators = [:] }

    /// Remembers where the next page of a listing begins.
    ///
    /// - Parameters:
    ///   - id: the iterator of the listing so far; nil for its first page.
    ///   - start: the index of the next page's first record.
    /// - Returns: the token for the next page.
    mutating func token(
        _ id: String?, _ listing: Listing, start: Int, record: RecordID, at now: Duration,
        limits: SimulatorLimits, random: inout SeededGenerator
    ) -> String {
        if id == nil { removeExpired(at: now, lifetime: limits.iteratorLifetime) }
        let id = id ?? random.identifier("itr")
        iterators[id, default: Iterator(listing: listing, lastUse: now, starts: [:])]
            .starts[record.rawValue] = start
        removeSurplus(limit: limits.iteratorCount)
        return "\(id)/\(record)"
    }

    /// The listing that a token continues, and where; nil when it is no longer there.
    mutating func resume(
        _ id: String, record: String, at now: Duration, lifetime: Duration
    ) -> (listing: Listing, start: Int)? {
        guard let iterator = iterators[id], let start = iterator.starts[record] else { return nil }
        guard now - iterator.lastUse < lifetime else {
            iterators[id] = nil
            return nil
        }
        iterators[id]?.lastUse = now
        return (iterator.listing, start)
    }

    mutating func remove(_ id: String) { iterators[id] = nil }

    /// A listing holds on to the records of its time, so those that nobody can continue go.
    private mutating func removeExpired(at now: Duration, lifetime: Duration) {
        iterators = iterators.filter { now - $0.value.lastUse < lifetime }
    }

    private mutating func removeSurplus(limit: Int) {
        while iterators.count > max(1, limit),
            let oldest = iterators.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            iterators[oldest.key] = nil
        }
    }
}

/// An offset as Airtable writes it: iterator, slash, record.
struct IteratorToken {
    let iterator: String
    let record: String

    /// Nil for a text that is no token at all.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, RecordID.isWellFormed(parts[1]), parts[0].hasPrefix("itr"),
            parts[0].utf8.count == AirtableLimits.identifierLength
        else { return nil }
        iterator = String(parts[0])
        record = String(parts[1])
    }
}
