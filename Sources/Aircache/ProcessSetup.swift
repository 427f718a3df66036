import FoundationEssentials
import Glibc
import NIOCore

/// What a process asks of the system first, before it makes event loops.
///
/// Swift's Glibc lacks some of its functions, so they are looked up; where one is missing, nothing is
/// lost but speed.
package enum ProcessSetup {
    /// Raises what the process may use: it costs nothing until it is used.
    package static func prepare() {
        useAllowedProcessors()
        raiseOpenFiles()
        keepFreedMemory()
    }

    /// One event loop for each processor that the process may run on, which containers and `taskset`
    /// limit: two loops on one processor only wake one another up.
    private static func useAllowedProcessors() {
        guard let symbol = dlsym(nil, "sched_getaffinity") else { return }
        typealias Question =
            @convention(c) (Int32, Int, UnsafeMutableRawPointer) -> Int32
        let ask = unsafeBitCast(symbol, to: Question.self)
        // A bit for each of 1,024 processors, as `cpu_set_t` has.
        var processors = [UInt8](repeating: 0, count: 128)
        guard ask(0, processors.count, &processors) >= 0 else { return }
        let count = processors.reduce(0) { $0 + $1.nonzeroBitCount }
        NIOSingletons.groupLoopCountSuggestion = max(count, 1)
    }

    /// Each connection is an open file, and the usual soft limit of 1,024 is there for programs that
    /// use `select`, which we do not (https://0pointer.net/blog/file-descriptor-limits.html).
    private static func raiseOpenFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // Without it we serve fewer connections.
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The memory of one answer serves the next: by default glibc maps blocks of 128 KB and more anew
    /// each time, and gives the end of the heap back as often.
    private static func keepFreedMemory() {
        guard let symbol = dlsym(nil, "mallopt") else { return }
        typealias Option = @convention(c) (Int32, Int32) -> Int32
        let set = unsafeBitCast(symbol, to: Option.self)
        _ = set(Self.mmapThreshold, 4 << 20)
        _ = set(Self.trimThreshold, 16 << 20)
    }

    /// Lets go of the pages of code that starting took: most of them nobody needs again, and those that
    /// somebody does come back from the file. They are two thirds of what the process has in memory then.
    ///
    /// Only the mapping that this very code runs in is touched, and only where it cannot be written: its
    /// pages are the file's.
    package static func releaseStartingCode() {
        let here: @convention(c) () -> Void = {}
        let address = unsafeBitCast(here, to: UInt.self)
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 2)
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard fields.count > 1, bounds.count == 2, (bounds[0]..<bounds[1]).contains(address),
                fields[1].hasPrefix("r-x")
            else { continue }
            madvise(
                UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]),
                Int32(MADV_DONTNEED))
        }
    }

    /// `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of malloc.h.
    private static let mmapThreshold: Int32 = -3
    private static let trimThreshold: Int32 = -1
}
