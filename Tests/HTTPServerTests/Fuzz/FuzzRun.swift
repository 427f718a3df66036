import Foundation

/// How far a fuzzer goes: some cases of fixed seeds, or as many as fit into the seconds of
/// `AIRCACHE_FUZZ_SECONDS`, from a seed that no run had before.
///
/// `AIRCACHE_FUZZ_SEED=n` begins with that case. Where a case ends the process, its seed stands in
/// the file that the run prints.
struct FuzzRun {
    private let name: String
    private let first: UInt64
    private let end: ContinuousClock.Instant?
    private let steps: Int
    private let trace: FileHandle?
    private let path: String
    private(set) var count = 0
    private(set) var slowest: (time: Duration, seed: UInt64) = (.zero, 0)

    /// Whether there are seconds to fill.
    let isLong: Bool

    /// - Parameter steps: the cases without `AIRCACHE_FUZZ_SECONDS`.
    init(_ name: String, steps: Int) {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["AIRCACHE_FUZZ_SECONDS"].flatMap { Int($0) }
        let seed = environment["AIRCACHE_FUZZ_SEED"].flatMap { UInt64($0) }
        self.name = name
        self.steps = steps
        isLong = seconds != nil
        first = seed ?? (isLong ? UInt64.random(in: 0..<1 << 40) : 0)
        end = seconds.map { ContinuousClock.now + .seconds($0) }
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("aircache-fuzz-\(name)").path
        trace =
            isLong && FileManager.default.createFile(atPath: path, contents: nil)
            ? FileHandle(forWritingAtPath: path) : nil
        if isLong { print("fuzzing \(name) from seed \(first); the last one stands in \(path)") }
    }

    /// The seed of the next case; nil at the end.
    mutating func next() throws -> UInt64? {
        if let end {
            guard ContinuousClock.now < end else { return nil }
        } else {
            guard count < steps else { return nil }
        }
        defer { count += 1 }
        let seed = first &+ UInt64(count)
        try trace?.seek(toOffset: 0)
        try trace?.write(contentsOf: Data("\(seed)\n".utf8))
        return seed
    }

    /// What the thread took of a processor so far: other tests do not count.
    static func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// What a case may take: several times as long where other tests have the machine, too.
    func limit(_ alone: Duration) -> Duration { isLong ? alone : alone * 6 }

    /// Notes what a case took.
    mutating func note(_ time: Duration, _ seed: UInt64) {
        if time > slowest.time { slowest = (time, seed) }
    }

    /// Tells what the run came to; nothing is left of it.
    func report(_ text: String) {
        if trace != nil { try? FileManager.default.removeItem(atPath: path) }
        print(
            "fuzzing \(name): \(count) cases, \(text); slowest \(slowest.time), seed \(slowest.seed)"
        )
    }
}
