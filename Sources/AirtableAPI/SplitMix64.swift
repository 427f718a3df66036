/// The parts of the random generator SplitMix64: for spreading numbers, not for secrets.
package enum SplitMix64 {
    /// What its state moves by.
    @inlinable package static var increment: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// The finalizer: every bit of the value reaches every bit of the result.
    @inlinable package static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
