import Glibc

/// What a process that serves asks of the system first.
package enum ProcessSetup {
    /// Raises what the process may use: it costs nothing until it is used.
    package static func prepare() {
        raiseOpenFiles()
        keepFreedMemory()
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
        // Swift's Glibc has no malloc.h; where there is no such function, nothing is lost but speed.
        guard let symbol = dlsym(nil, "mallopt") else { return }
        typealias Option = @convention(c) (Int32, Int32) -> Int32
        let set = unsafeBitCast(symbol, to: Option.self)
        _ = set(Self.mmapThreshold, 4 << 20)
        _ = set(Self.trimThreshold, 16 << 20)
    }

    /// `M_MMAP_THRESHOLD` and `M_TRIM_THRESHOLD` of malloc.h.
    private static let mmapThreshold: Int32 = -3
    private static let trimThreshold: Int32 = -1
}
