import Glibc

/// Times and memory of this process.
enum Measure {
    /// The median of an odd number of runs, in seconds.
    static func median(of runs: Int = 5, _ body: () throws -> Void) rethrows -> Double {
        var seconds: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            try body()
            let (whole, part) = (ContinuousClock.now - start).components
            seconds.append(Double(whole) + Double(part) / 1e18)
        }
        return seconds.sorted()[runs / 2]
    }

    /// Bytes of memory that this process had at most.
    static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1_024
    }

    static func rounded(_ value: Double, digits: Int = 2) -> String {
        let scale = pow(10, Double(digits))
        return "\((value * scale).rounded() / scale)"
    }
}
