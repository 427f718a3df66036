import AirtableAPI
import FoundationEssentials
import Glibc
import NIOCore
import Storage
import Synchronization

/// What the fast lane keeps on an event loop, for all of its connections. Nothing of it is locked.
final class LaneLoop {
    let tally = LaneTally()
    private let store: Store
    private let wallNow: @Sendable () -> Date
    private var bases: [BaseID: LaneBase] = [:]
    private var series: [UInt64: LaneSeries] = [:]
    /// The files that its connections send.
    let files: LaneFiles
    /// Where an answer is put together; the memory is used again once the socket has taken it.
    var output = ByteBuffer()
    /// The same, of answers that wait for each other.
    private var outputs = [ByteBuffer](repeating: ByteBuffer(), count: FlushGatherer.most)
    private var nextOutput = 0
    private var body = ByteBuffer()
    /// The time of day, for ages and signatures.
    private(set) var now = Date(timeIntervalSince1970: 0)
    private(set) var seconds = 0
    /// The time of day as `Date` tells it.
    private(set) var date: [UInt8] = []
    private var dateSeconds = 0

    /// Series that are known at a time; beyond, all are learnt anew.
    private static let mostSeries = 512

    init(_ store: Store, _ files: LaneFiles, _ wallNow: @escaping @Sendable () -> Date) {
        self.store = store
        self.wallNow = wallNow
        self.files = files
    }

    /// Looks at the clocks. Answers that are made in one go have the same time.
    func lookAtClocks() {
        now = wallNow()
        seconds = Int(now.timeIntervalSince1970)
        let time = time(nil)
        guard time != dateSeconds else { return }
        dateSeconds = time
        date = HTTPDate.text(time)
    }

    /// What is known of a base, as of now; nil for one that cannot be read.
    func base(_ id: BaseID) -> LaneBase? {
        if let base = bases[id] {
            base.look(at: now)
            return base
        }
        guard let store = try? self.store.base(id) else { return nil }
        let base = LaneBase(store)
        bases[id] = base
        base.look(at: now)
        return base
    }

    func series(_ hash: UInt64) -> LaneSeries? { series[hash] }

    func remember(_ series: LaneSeries) {
        if self.series.count >= Self.mostSeries { self.series.removeAll() }
        self.series[series.hash] = series
    }

    /// Makes `output` what was written into longest ago.
    func turnOutput() {
        swap(&output, &outputs[nextOutput])
        nextOutput = (nextOutput + 1) % outputs.count
    }

    /// Memory for a body that is copied into an answer. It belongs to one answer at a time.
    func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        taken.clear()
        return taken
    }

    func giveBack(_ taken: inout ByteBuffer) {
        if taken.storageCapacity <= Self.mostBodyBytes { swap(&taken, &body) }
        taken = ByteBuffer()
    }

    /// Memory for bodies that is kept from one answer to the next.
    private static let mostBodyBytes = 64 << 10
}

/// Counts the answers of one event loop; others only look.
final class LaneTally: Sendable {
    private let again = Atomic<Int>(0)
    private let fresh = Atomic<Int>(0)

    /// Answers that were sent again, and those that were read from SQLite.
    var counts: (again: Int, fresh: Int) {
        (again.load(ordering: .relaxed), fresh.load(ordering: .relaxed))
    }

    func countAgain() { again.add(1, ordering: .relaxed) }
    func countFresh() { fresh.add(1, ordering: .relaxed) }
}

/// Dates in headers (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter time: seconds since 1970.
    static func text(_ time: Int) -> [UInt8] {
        var time = time
        var parts = tm()
        gmtime_r(&time, &parts)
        let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)])"
        let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        return Array("\(day) \(1_900 + parts.tm_year) \(clock) GMT".utf8)
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
