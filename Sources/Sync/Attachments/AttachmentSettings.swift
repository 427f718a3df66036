/// Whether and when attachments' files are downloaded.
package struct AttachmentSettings: Sendable {
    package enum Mode: String, Sendable, CaseIterable {
        /// Every file that the copy names is downloaded as soon as it is known.
        case eager
        /// A file is downloaded when it is asked for.
        case lazy
        /// Nothing is downloaded; what is on disk is served.
        case off
    }

    package var mode: Mode
    /// Bytes that files may take on disk; nil for no bound. Beyond it files are only downloaded when
    /// they are asked for, and those that were not served for longest give way.
    package var maximumBytes: Int?
    /// How long a file stays that no copy names any more.
    package var grace = Duration.seconds(7 * 86_400)

    package init(mode: Mode = .eager, maximumBytes: Int? = nil) {
        self.mode = mode
        self.maximumBytes = maximumBytes
    }
}

/// The limits of downloading attachments, each with its reason.
package enum AttachmentLimits {
    /// Downloads at the same time, over all bases of a process: enough to fill a line, few enough
    /// not to keep Airtable's hosts or a small disk busy.
    package static let downloadsAtOnce = 5
    /// Files that are looked up at a time; their addresses are renewed by one call.
    static let filesPerBatch = 100
    /// Which part of the bound must be free for files whose size is not known: a sixteenth.
    static let spareRoom = 16
    /// How often it is looked whether there is something to do. Looking costs one indexed query.
    static let lookInterval = Duration.seconds(1)
    /// From one look at what the copy names to the next, in times of what a look takes: it reads
    /// every attachment cell of the tables that moved.
    static let surveyRest = 20
    /// An address that ends sooner than this is renewed first: downloads wait for each other.
    static let addressMargin = Duration.seconds(20)
    /// An address that does not say when it ends is used for so long after it was read: Airtable's
    /// two hours without a margin.
    static let addressAge = Duration.seconds(7_200 - 300)
    /// Renewed addresses that are kept in memory; older ones are renewed again.
    static let addressesKept = 4_000
    /// The waits after one failure, two, and so on; the last one from then on.
    static let retryWaits: [Duration] = [
        .seconds(30), .seconds(120), .seconds(600), .seconds(3_600), .seconds(6 * 3_600),
        .seconds(86_400),
    ]
    /// The wait after the disk was full, for all downloads.
    static let fullDiskWait = Duration.seconds(60)
    /// Files that are asked for and on their way; beyond, requests are turned away.
    static let requestedFiles = 10_000
    /// How often another process's download is looked for.
    static let otherProcessInterval = Duration.milliseconds(250)
    /// From one removal of what nobody names to the next.
    static let removalInterval = Duration.seconds(3_600)
    /// How often it is written down when files were served last.
    static let usageInterval = Duration.seconds(60)
    /// Failing files that are told by name.
    static let failuresTold = 20
}
