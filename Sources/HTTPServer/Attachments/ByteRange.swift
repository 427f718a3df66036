/// What a `Range` header asks for of a file (RFC 9110, section 14).
///
/// Several ranges that touch or overlap are one. Several that do not are answered with the whole
/// file, which the RFC allows: an answer of many parts costs more than it saves, and is a known way
/// to make a server work for nothing.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    /// Ranges in one header that are looked at; with more the header is ignored.
    private static let ranges = 16

    /// - Parameters:
    ///   - header: nil where there is none. What is not understood is ignored, as the RFC says.
    ///   - size: bytes of the file.
    init(_ header: String?, size: Int) {
        guard let header, header.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let parts = header.dropFirst(6).split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.ranges else {
            self = .whole
            return
        }
        var found: [Range<Int>] = []
        for part in parts {
            guard let range = Self.range(part.trimming { $0 == " " || $0 == "\t" }, size) else {
                self = .whole
                return
            }
            if !range.isEmpty { found.append(range) }
        }
        guard var joined = found.min(by: { $0.lowerBound < $1.lowerBound }) else {
            self = .unsatisfiable
            return
        }
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard range.lowerBound <= joined.upperBound else {
                self = .whole
                return
            }
            joined = joined.lowerBound..<max(joined.upperBound, range.upperBound)
        }
        self = .part(joined)
    }

    /// What `Content-Range` says of a part that is not empty.
    static func text(_ range: Range<Int>, of size: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }

    /// One range, cut to the file; empty when it lies behind the end, nil when it is none.
    private static func range(_ text: Substring, _ size: Int) -> Range<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let count = number(ends[1]) else { return nil }
            return max(0, size - count)..<size
        }
        guard let start = number(ends[0]) else { return nil }
        let last = ends[1].isEmpty ? Int.max - 1 : number(ends[1])
        guard let last, last >= start else { return nil }
        return start < size ? start..<min(last + 1, size) : size..<size
    }

    /// Digits alone; more than fit mean more than any file has.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return min(Int(text) ?? .max, Int.max - 1)
    }
}
