package import AirtableAPI

/// The pages of one listing, asked for one after the other.
///
/// Airtable's iterator of a listing expires after some minutes or a restart of its server; then the
/// sequence says so and begins at page one again. Whoever kept pages must drop them at `restarted`.
/// A listing restarts, and goes on, only so often.
package struct RecordPages: AsyncSequence, Sendable {
    package enum Element: Sendable {
        case page(RecordPage)
        case restarted
    }

    let airtable: Airtable
    let base: BaseID
    let table: TableID
    let query: ListRecordsQuery
    /// How many records the table had when it was listed last; nil where that is not known.
    let expectedRecords: Int?
    /// Whether pages are asked for by POST `listRecords` however short the URL would be.
    var isPost = false

    package func makeAsyncIterator() -> Iterator {
        Iterator(pages: self)
    }

    /// All pages, held in memory; those from before a restart are dropped.
    ///
    /// - Throws: as `Iterator.next`.
    package func all() async throws -> [RecordPage] {
        var pages: [RecordPage] = []
        for try await element in self {
            switch element {
            case .page(let page): pages.append(page)
            case .restarted: pages = []
            }
        }
        return pages
    }

    package struct Iterator: AsyncIteratorProtocol {
        private let pages: RecordPages
        private var query: ListRecordsQuery
        private var isDone = false
        private var pageCount = 0
        private var restarts = 0
        /// Where pages of this listing began, as hashes.
        private var seen: Set<Int> = []

        init(pages: RecordPages) {
            self.pages = pages
            query = pages.query
            query.offset = nil
        }

        /// - Throws: `AirtableClientError`, `CancellationError`.
        package mutating func next() async throws -> Element? {
            guard !isDone else { return nil }
            do {
                let page = try await pages.airtable.recordPage(
                    base: pages.base, table: pages.table, query: query, urgency: urgency,
                    isPost: pages.isPost)
                try proceed(to: page.offset)
                return .page(page)
            } catch let error as AirtableClientError
                where error.code == .listingExpired && query.offset != nil
            {
                try restart(error)
                return .restarted
            }
        }

        /// See `RateLimiter.Listing.urgency`.
        private var urgency: Int {
            guard let records = pages.expectedRecords else { return 0 }
            let size = AirtableLimits.recordsPerPage
            return Swift.max(1, (records + size - 1) / size - pageCount)
        }

        private mutating func proceed(to offset: String?) throws {
            pageCount += 1
            query.offset = offset
            isDone = offset == nil
            guard let offset else { return }
            let isNew = seen.insert(offset.hashValue).inserted
            if !isNew || pageCount >= AirtableClientLimits.pagesPerListing {
                throw AirtableClientError(
                    .brokenAnswer,
                    message: "The listing of table \(pages.table) does not end.",
                    hint: "Airtable named the same next page twice; try again later.")
            }
        }

        private mutating func restart(_ error: AirtableClientError) throws {
            restarts += 1
            guard restarts <= AirtableClientLimits.listingRestarts else { throw error }
            query.offset = nil
            pageCount = 0
            seen = []
        }
    }
}
