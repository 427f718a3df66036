/// Numbers as hexadecimal digits.
enum HexDigits {
    /// Appends the 16 digits of a number, small letters and leading zeros included.
    static func append(_ number: UInt64, to output: inout [UInt8]) {
        // Records with many attachments have many of them: they are appended at once.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { digits in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
                digits[index] = digit < 10 ? 0x30 + digit : 0x57 + digit
            }
            output.append(contentsOf: digits)
        }
    }
}
