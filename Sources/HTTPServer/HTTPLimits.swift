import Sync

/// The limits of the HTTP server, each with its reason. Tests lower some of them.
package struct HTTPLimits: Sendable {
    /// Bytes of a request's path and query. A thousand record ids fit in; browsers and proxies
    /// stop between 8 and 64 KB. Beyond: 414.
    package var targetBytes = 16 << 10
    /// Bytes of all header fields. Servers in front of us usually pass on at most 32 KB. Beyond: 431.
    package var headerBytes = 32 << 10
    /// Header fields of a request. Beyond: 431.
    package var headerFields = 200
    /// Bytes of a head that the parser holds before it gives up on its own: little enough for
    /// thousands of connections, and more than one read from a socket brings.
    package var parserBytes = 256 << 10
    /// Bytes of a request body. The routes take small JSON objects. Beyond: 413.
    package var bodyBytes = 1 << 20
    /// The same under `/v0`, where a body may be passed on: as much as is passed on at all. Only known
    /// tokens are read so far.
    package var passedBodyBytes = SyncLimits.passedBytes
    /// Requests that are passed on to Airtable at a time, each with its body in memory. At five a
    /// second they wait for 13 s at most. Beyond: 503.
    package var passedRequests = 64
    /// Lists of views' records that are kept for queries, and record ids in all of them; as many as
    /// the engine keeps.
    package var viewLists = 200
    package var viewListRecords = 1_000_000
    /// Seconds since its last use for which a list is kept for the listings that began with it:
    /// Airtable's iterators last for some minutes.
    package var viewListAge = 600.0
    /// Open connections. Beyond, they wait unaccepted in the kernel's queue, which is `backlog` long.
    package var connections = 4_096
    package var backlog = 1_024
    /// Of these, so many are kept free, an eighth at most: beyond, a connection that rests makes way for
    /// each new one.
    package var spareConnections = 256
    /// How long a connection has to rest before it makes way: a client that has only just come is about to
    /// ask. Others wait for so long when thousands come at once.
    package var restTime = Duration.milliseconds(500)
    /// A connection is closed when no complete request head arrives for so long: idle ones, and
    /// clients that send their head byte by byte.
    package var idleTime = Duration.seconds(60)
    /// How long the body of a request may take to arrive.
    package var bodyTime = Duration.seconds(30)
    /// A connection is closed when the client takes nothing of a waiting answer for so long.
    package var stallTime = Duration.seconds(60)
    /// How long a refused connection stays half open, so that the answer arrives before the reset
    /// that closing with unread input causes (RFC 9112, section 9.6).
    package var lingerTime = Duration.seconds(2)
    /// How long a server that was told to stop goes on answering what is in flight; then it cuts
    /// connections. Process managers kill after 10 to 90 s.
    package var stopTime = Duration.seconds(30)
    /// What a query may take, waiting included. Beyond: 503.
    package var queryTime = Duration.seconds(10)
    /// Queries off the event loops that run or wait. Beyond: 503.
    package var queuedQueries = 64
    /// Records that a page may skip one by one before the query leaves the event loop.
    package var inlineOffset = 10_000
    /// Records of a plain page that is read on the event loop; more take a millisecond or longer.
    package var inlineRecords = 250
    /// Longer ones that are read at a time.
    package var longPages = 4
    /// Records in a page: what is asked for at most, and without being asked for.
    package var largestPage = 1_000
    package var defaultPage = 100
    /// The highest `page`: its offset still fits a 64-bit number with room to spare.
    package var highestPage = 1_000_000_000_000
    /// Records that an export reads at a time; what it holds in memory.
    package var exportPage = 500
    /// Conditions and sort keys of a query. SQLite allows more; nobody was seen to need as many.
    package var conditions = 50
    package var sortKeys = 10
    /// Sort keys under `/v0`, where Airtable names no limit. SQLite would refuse some thousand, and
    /// the addresses of next pages have a value of each.
    package var airtableSortKeys = 50
    /// Values of `ids`, and of one `in` or `cs`.
    package var operands = 1_000
    /// Paths of `expand`, and links behind one another in each. Three levels were the most that people
    /// asked for.
    package var expansions = 20
    package var expansionDepth = 5
    /// Bytes of the linked records in one page: what an answer may hold in memory. Beyond: 400.
    package var expandedBytes = 32 << 20
    /// Bytes of a text that is searched for. Nobody types more.
    package var searchBytes = 1_000
    /// Bytes from which an answer is worth compressing: less than a packet's payload saves nothing.
    package var compressedBytes = 1_400
    /// Bytes from which an answer is compressed off the event loop: about a millisecond's work.
    package var inlineCompressedBytes = 64 << 10
    /// Bytes of a request's header fields, and of its target, that the fast lane looks at. Those of
    /// browsers are shorter; a request that is longer takes the usual way.
    package var laneHeadBytes = 8 << 10
    package var laneTargetBytes = 2 << 10
    /// Bytes from which a kept answer's body is sent from where it lies. Shorter ones are copied behind
    /// the head: a second piece of memory costs the kernel more.
    package var laneCopiedBytes = 16 << 10
    /// Bytes of answers that a connection keeps for a client that does not take them. Beyond, nothing more
    /// is made for it.
    package var unsentBytes = 128 << 10
    /// The same of all connections together. Beyond, answers that are larger than `unsentBytes` are a 503.
    package var allUnsentBytes = 128 << 20
    /// A connection is closed when the client takes nothing for so long while there are too many of them.
    package var crowdedStallTime = Duration.seconds(3)
    /// Runs that `/api/stats` tells for each base.
    package var runsInStats = 10
    /// How often an answer is begun anew because the copy moved on meanwhile. Airtable allows five
    /// calls a second, so commits are rarer than that, and a look takes less than a millisecond.
    package var looks = 5
    /// Event streams that are open at a time, all bases together: half of the connections, so that
    /// other requests have theirs. Beyond: 503.
    package var eventStreams = 2_000
    /// From one heartbeat of a quiet stream to the next. Proxies cut after 30 to 60 s of silence.
    package var heartbeatTime = Duration.seconds(15)
    /// Entries of the change log that are read and encoded at a time; what a stream holds.
    package var feedPage = 100
    /// Bytes of encoded events that are kept for each base: some thousand events. Readers that are
    /// further behind read the log.
    package var feedBytes = 4 << 20
    /// Parts in which they are kept: looking one up walks through them.
    package var feedChunks = 500
    /// Streams that read the log at the same time: half of the threads that queries have at least.
    package var feedReaders = 2
    /// After waking its streams a feed rests so long at least: commits may come faster.
    package var feedPause = Duration.milliseconds(100)
    /// And so long for each stream that it woke. Each costs some 30 µs, so all of them together take
    /// about a twentieth of a core, however many they are and however fast commits come.
    package var feedPausePerStream = Duration.microseconds(600)
    /// Streams that are woken at once, about a millisecond's work, and the pause before the next ones.
    package var feedSlice = 32
    package var feedSlicePause = Duration.milliseconds(3)
    /// The longest rest: a change is told within this time whatever the number of streams.
    package var longestFeedPause = Duration.seconds(2)
    /// How long a feed waits after the log could not be read.
    package var feedRetryTime = Duration.seconds(1)
    /// Bytes of a notification's body. Airtable's have some 150. Beyond: 413.
    package var notificationBytes = 16 << 10
    /// Notifications a second that are looked at, and how many may come at once. Each costs some
    /// microseconds; Airtable sends a few a second. Beyond: 429.
    package var notificationRate = 50.0
    package var notificationBurst = 200.0
    /// Notifications that are remembered to know them when they come again.
    package var rememberedNotifications = 10_000
    /// How long the store is not asked again for a base's webhook.
    package var webhookAge = Duration.milliseconds(500)
    /// How long a request waits for a file that has to be downloaded first. Beyond: 503; the download
    /// goes on.
    package var attachmentTime = Duration.seconds(60)
    /// How long it is not looked up again what is known of a file.
    package var attachmentAge = Duration.seconds(30)
    /// Files of which it is remembered what is known.
    package var filesAtHand = 10_000
    /// Signatures of addresses that are kept: 40 bytes each. A list of a hundred records carries some
    /// hundred.
    package var signaturesKept = 100_000
    /// A file up to this size is kept in memory: opening it costs more than sending it.
    package var smallFileBytes = 32 << 10
    /// One up to this size that is asked for again is kept as well, for an event loop, while it is open.
    package var hotFileBytes = 128 << 10
    /// A part of a larger one is copied up to this size: then head and body are one write.
    package var copiedPartBytes = 64 << 10
    /// Longer ones are copied in pieces of so many bytes for clients on the same machine.
    package var copiedPieceBytes = 512 << 10
    /// Bytes of such pieces that wait for their clients. Beyond, the kernel sends from its own cache, which
    /// takes no memory.
    package var copiedBytes = 32 << 20
    /// Files that stay open, for an event loop, and for how long at most.
    package var openFiles = 64
    package var openFileTime = Duration.seconds(10)
    /// Bytes of all files in memory; beyond, all are let go and looked up again.
    package var smallFilesBytes = 32 << 20
    /// Characters of an `X-Request-Id` that is echoed.
    package var requestIDLength = 128

    package init() {}
}
