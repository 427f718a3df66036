import AirtableAPI

/// The limits that the client sets itself. Airtable's own are in `AirtableLimits`.
package enum AirtableClientLimits {
    /// Added to Airtable's one-second window: five calls in 1.02 s. Requests that leave a second
    /// apart may arrive a little closer; more than 1.05 would cost a long sync more than 5 %.
    package static let rateWindowMargin = Duration.milliseconds(20)
    /// After this silence a base's connections count as cold: the next calls first open one.
    /// Half of the time that `AsyncHTTPClientTransport` keeps an idle connection.
    package static let warmth = Duration.seconds(30)
    /// Requests of one base under way at once. 5 a second at a latency of 0.5 s need three.
    package static let requestsInFlightPerBase = 10
    /// Requests that may wait for the rate limiter.
    package static let waitingRequests = 1_000
    /// The longest time that a request which somebody waits for is held back by the limits: long
    /// enough for the 30 s after a 429.
    package static let patience = Duration.seconds(35)
    /// The longest time until the last byte of an answer. Slow calls end as 503 before this.
    package static let answerTimeout = Duration.seconds(60)
    /// The largest answer. A page of 100 records of 500 full fields stays below it by far.
    package static let answerBytes = 64 * 1_024 * 1_024
    /// The longest time to open a connection, TLS included.
    package static let connectTimeout = Duration.seconds(10)
    /// How long an idle connection is kept.
    package static let connectionIdleTimeout = Duration.seconds(60)
    /// Times that one listing is started again because its iterator expired.
    package static let listingRestarts = 5
    /// Pages of one listing: ten million records, twenty times Airtable's largest base.
    package static let pagesPerListing = 100_000
    /// When a call on a new connection has arrived at the latest, for other processes that do not see
    /// it end.
    static let coldArrival = Duration.seconds(2)
    /// How often the log of calls is looked at while somebody else has it, or a call in it is under
    /// way; and how often before it is done without.
    static let sharedLook = Duration.milliseconds(20)
    static let sharedLooks = 100
    /// Calls that a log of a base holds: what leaves in its windows is far less.
    static let sharedCalls = 1_000
    /// Records of one call that asks for records by id: a page, so that one answer holds them.
    package static let recordsPerFetch = AirtableLimits.recordsPerPage
    /// Calls for records by id that one caller has under way or waiting at once: what the limiter
    /// lets out, so that many ids do not fill the queue.
    package static let fetchesAtOnce = requestsInFlightPerBase
    /// Pages of the list of bases.
    package static let pagesOfBases = 100
    /// Calls that are counted in memory before they are written down, at most.
    package static let uncountedCalls = 20
    /// Characters of an error message of Airtable that are passed on.
    package static let messageLength = 500
    /// Redirects of one download; Airtable itself follows three for what it is given by URL.
    package static let attachmentRedirects = 3
    /// The largest file: five times what Airtable takes by URL.
    package static let attachmentBytes = 5 << 30
    /// Characters of an attachment's address. Airtable's have some 300.
    package static let attachmentURLLength = 8_192
    /// The longest time without a byte of a file.
    package static let attachmentSilence = Duration.seconds(30)
    /// The longest time for a file: this, and a second more for each `attachmentSlowest` bytes.
    package static let attachmentTime = Duration.seconds(300)
    package static let attachmentSlowest = 32 << 10
}
