/// The limits of Storage, each with its reason.
package enum StorageLimits {
    /// Records in one answer of a list, at most; the native API's largest page.
    package static let recordsPerPage = 1_000
    /// Idle read connections that a generation keeps. More may be open while more threads read.
    static let idleReadersPerGeneration = 16
    /// Prepared statements that a connection keeps. Plain reads need two for each table.
    static let statementsPerConnection = 256
    /// The page cache of a reading connection: the index over the ids of 50,000 records and more stays
    /// in it, so that a point read asks the system for one page.
    static let readerCacheKiB = 4_096
    /// Records of a generation whose keys are kept after reading them by id: 8 bytes each.
    static let knownKeys = 1 << 20
    /// A page cache of 16 MiB while a generation is filled: larger ones gained nothing.
    static let rebuildCacheKiB = 16_384
    /// How long a statement on `metadata.sqlite` waits for another process.
    static let busyTimeoutSeconds = 5.0
    /// A generation up to this size is checked as a whole before it serves; a check reads the whole
    /// file, at about 1 GB/s. Larger ones are checked while they serve.
    static let checkedAtOpenBytes = 32 << 20
    /// Bytes of a table's name that go into its SQL name.
    static let nameBytes = 1_024
    /// Finished runs that are kept for each base.
    static let finishedRunsKept = 200
    /// Entries of the change log that are kept, and for how many seconds: as long as Airtable keeps
    /// its own payloads.
    package static let logEntries = 100_000
    static let logAge = 7 * 86_400.0
    /// Differences that one sync adds to the log. A sync that found more says that the log is not
    /// complete, and older cursors end there.
    static let logEntriesPerSync = 50_000
    /// Entries in one page of the change log, at most.
    package static let entriesPerPage = 1_000
    /// Records of a table that are remembered one by one while a standby is filled; beyond, the
    /// table is compared as a whole.
    static let touchedRecordsPerTable = 50_000
    /// Bytes of the log of calls of a base that are read.
    static let callLogBytes = 64 << 10
    /// Unsettled writes of a base that are looked at in one go.
    package static let unsettledWrites = 1_000
    /// Idempotency keys that are kept: for so many seconds, so many, and so many bytes of answers.
    static let keyAge = 86_400.0
    static let keys = 20_000
    static let keyBytes = 64 << 20
    /// Seconds between two commits that say nothing but that the copy is current.
    static let quietCommitInterval = 30.0
    /// Bytes of a page of a generation's file. A hundred records lie in half of the pages that SQLite's
    /// usual 4 KiB would make, each of them a call of the system. With 16 KiB they cost a twentieth
    /// less, but one record a tenth more.
    static let filePageBytes = 8_192
    /// The WAL of a serving generation is emptied into the file after so many pages: 4 MiB.
    static let checkpointPages = (4 << 20) / filePageBytes
    /// Names of a table's records that one reading reads one by one: a page's. For more of them all names are
    /// taken into memory, which takes tens of milliseconds for a large table, and again after each commit.
    static let singleNames = 500
    /// Records of a table whose names are kept in memory, and those of all tables of a generation:
    /// some 150 bytes each. The names of larger tables are read one by one.
    static let namesPerTable = 50_000
    static let namesPerGeneration = 100_000
    /// Bytes of the ordered keys that a generation keeps for the next pages of its listings, eight
    /// for each record: ten listings of 200,000 records.
    static let keyListBytes = 16 << 20
    /// Listings whose keys are kept, so that looking for one takes no time.
    static let keyLists = 64
    /// Bytes of a sort value in a page token. The addresses of pages must stay short; of a longer
    /// value the token has the digest.
    static let tokenValueBytes = 256
    /// The highest place or count in a page token: more than SQLite's files hold, and far from
    /// overflowing.
    static let tokenCount: Int64 = 1 << 53
    /// Parts of one `AND` or `OR` of a formula that become SQL, and parameters of one condition;
    /// SQLite takes expressions of a depth of 1,000 and 32,766 parameters. More is evaluated.
    static let formulaTerms = 200
    /// Levels of `AND`, `OR` and `NOT` that become SQL: SQLite's parser has room for some 30. Deeper parts
    /// are evaluated.
    static let formulaDepth = 20
    static let formulaParameters = 10_000
    /// Words of one search. People search for a few; each costs a look into the index.
    static let searchWords = 32
    /// The page cache of a search index, whose file is on disk.
    static let searchCacheKiB = 4_096
    /// Records that one step of making a search index takes in: some milliseconds.
    static let searchStep = 500
    /// An index over a field is made when a query without it took longer than this, in a table of at
    /// least so many records: below, reading all rows takes a millisecond.
    static let costlyQuery = Duration.milliseconds(2)
    static let indexedRecords = 5_000
    /// Indexes over fields of one table: each costs a sync some 50 to 150 ms for 50,000 records.
    static let indexesPerTable = 32
    /// Bytes of a sort value that a stored order has: beginnings that are the same are compared as a
    /// whole. Texts stand there twice, so that 79 letters are told apart.
    static let placeBytes = 160
    /// Bytes of a file's name that go into its address: what file systems allow.
    static let filenameBytes = 255
    /// Attachments that one statement of the index names; SQLite takes 32,766 parameters.
    static let attachmentsPerStatement = 500
    /// Files of no attachment, and downloads that nobody continues, are removed after so many
    /// seconds: longer than any download takes.
    package static let orphanAge = 86_400.0
}
