import AirtableAPI

/// A small seeded random generator (SplitMix64): one seed, one sequence. For jitter, not for secrets.
package struct JitterGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= SplitMix64.increment
        return SplitMix64.mixed(state)
    }
}
