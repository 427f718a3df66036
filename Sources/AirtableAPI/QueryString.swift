/// The query part of a URL as name and value pairs, in order.
///
/// Reads `application/x-www-form-urlencoded` as browsers, airtable.js and pyairtable write it: `+`
/// and `%20` are spaces, brackets may be encoded or not.
public struct QueryString: Hashable, Sendable {
    public struct Item: Hashable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var items: [Item]

    public init(_ items: [Item] = []) {
        self.items = items
    }

    /// Reads a query, without its question mark. Empty parts are skipped.
    ///
    /// - Returns: nil when a percent escape is broken or the bytes are not UTF-8.
    public init?(parsing query: some StringProtocol) {
        items = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(halves[0], plusIsSpace: true),
                let value = halves.count > 1 ? Self.decode(halves[1], plusIsSpace: true) : ""
            else { return nil }
            items.append(Item(name, value))
        }
    }

    public mutating func append(_ name: String, _ value: String) {
        items.append(Item(name, value))
    }

    /// The last value of that name, as a repeated single parameter is usually read.
    public subscript(name: String) -> String? {
        items.last { $0.name == name }?.value
    }

    /// The query in percent-encoding, without a question mark.
    public var text: String {
        items.map { Self.encode($0.name) + "=" + Self.encode($0.value) }.joined(separator: "&")
    }

    /// Percent-encodes everything but the unreserved characters of RFC 3986. Also right for one
    /// segment of a path: a slash in a table name becomes `%2F`.
    public static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                output.append(byte)
            default:
                output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Resolves percent escapes.
    ///
    /// - Returns: nil when an escape is broken or the result is not UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        decode(text.utf8, plusIsSpace: plusIsSpace)
    }

    private static func decode(
        _ text: some Collection<UInt8>, plusIsSpace: Bool
    ) -> String? {
        text.withContiguousStorageIfAvailable { decode($0, plusIsSpace) }
            ?? Array(text).withUnsafeBufferPointer { decode($0, plusIsSpace) }
    }

    private static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, _ plusIsSpace: Bool
    ) -> String? {
        func isCoded(_ byte: UInt8) -> Bool {
            byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") && plusIsSpace
        }
        // As it is with nearly all.
        guard bytes.contains(where: isCoded) else {
            return String(validating: bytes, as: UTF8.self)
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: output.append(0x20)
            case UInt8(ascii: "%"):
                guard position + 2 <= bytes.count,
                    let high = JSONScanner.hexDigit(bytes[position]),
                    let low = JSONScanner.hexDigit(bytes[position + 1])
                else { return nil }
                position += 2
                output.append(UInt8(high << 4 | low))
            default: output.append(byte)
            }
        }
        return String(validating: output, as: UTF8.self)
    }
}
