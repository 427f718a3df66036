extension JSONScanner {
    /// The text that a string token stands for, with its escapes resolved.
    ///
    /// An unpaired surrogate becomes U+FFFD, since Swift text cannot hold it.
    public func text(of token: StringToken) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[token.range])
        guard token.hasEscapes else { return String(decoding: slice, as: UTF8.self) }
        var units: [UInt8] = []
        units.reserveCapacity(slice.count)
        Self.unescape(slice) { units.append($0) }
        return String(decoding: units, as: UTF8.self)
    }

    /// Feeds the UTF-8 of an escaped string's text to `emit`, byte by byte.
    ///
    /// - Parameter escaped: the bytes between the quotation marks; the scanner accepted them.
    public static func unescape(
        _ escaped: UnsafeBufferPointer<UInt8>, emit: (UInt8) -> Void
    ) {
        var index = 0
        while index < escaped.count {
            let byte = escaped[index]
            guard byte == UInt8(ascii: "\\") else {
                emit(byte)
                index += 1
                continue
            }
            switch escaped[index + 1] {
            case UInt8(ascii: "b"): emit(0x08)
            case UInt8(ascii: "f"): emit(0x0C)
            case UInt8(ascii: "n"): emit(0x0A)
            case UInt8(ascii: "r"): emit(0x0D)
            case UInt8(ascii: "t"): emit(0x09)
            case UInt8(ascii: "u"):
                let (scalar, length) = unicodeEscape(escaped, at: index)
                for unit in UTF8.encode(scalar).unsafelyUnwrapped { emit(unit) }
                index += length
                continue
            case let other: emit(other)
            }
            index += 2
        }
    }

    /// The scalar of a `\uXXXX` escape, or of a pair of them that encodes one, and its length.
    private static func unicodeEscape(
        _ escaped: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (scalar: Unicode.Scalar, length: Int) {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = codeUnit(escaped, at: index + 2)
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        let next = index + 6
        guard (0xD800..<0xDC00).contains(first), next + 6 <= escaped.count,
            escaped[next] == UInt8(ascii: "\\"), escaped[next + 1] == UInt8(ascii: "u")
        else { return (replacement, 6) }
        let second = codeUnit(escaped, at: next + 2)
        guard (0xDC00..<0xE000).contains(second) else { return (replacement, 6) }
        let value = 0x10000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00)
        return (Unicode.Scalar(value) ?? replacement, 12)
    }

    private static func codeUnit(_ escaped: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16 {
        (0..<4).reduce(0) { value, step in
            value << 4 | (hexDigit(escaped[index + step]) ?? 0)
        }
    }
}
