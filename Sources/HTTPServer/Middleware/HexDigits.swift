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

extension [UInt8] {
    /// Appends a number that is not negative, in decimal digits.
    mutating func append(decimal number: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (rest, start) = (number, 20)
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
                rest /= 10
            } while rest > 0
            append(contentsOf: digits[start...])
        }
    }
}
