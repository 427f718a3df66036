import NIOCore

/// The head of an answer as it went out, with holes for what differs from one sending to the next.
struct AnswerTemplate: Sendable {
    enum Value: Sendable {
        case date, age, syncedAt, requestID
        /// The length of the body and its entity tag; holes in the template of a series.
        case length, entityTag
        /// Which part of a file the body is; a hole, as the length is, in the template of such an answer.
        case contentRange
    }

    /// What fills the holes.
    struct Values {
        var date: [UInt8]
        var age: [UInt8]
        var syncedAt: [UInt8]
        var requestID: [UInt8]
        var length: [UInt8] = []
        var entityTag: [UInt8] = []
        var contentRange: [UInt8] = []

        fileprivate func bytes(_ value: Value) -> [UInt8] {
            switch value {
            case .date: date
            case .age: age
            case .syncedAt: syncedAt
            case .requestID: requestID
            case .length: length
            case .entityTag: entityTag
            case .contentRange: contentRange
            }
        }
    }

    private struct Hole: Sendable {
        /// Where the value goes, in `bytes`.
        var offset: Int
        let value: Value
    }

    private var bytes: [UInt8]
    private var holes: [Hole] = []
    /// What stood in the holes that a series fills anew, and for whom the answer was.
    private(set) var length: Int?
    private(set) var requestID = ""
    /// Whether the body is coded.
    private(set) var isCompressed = false
    let status: Int

    /// Bytes that it takes in memory, about.
    var size: Int { bytes.count + holes.count * MemoryLayout<Hole>.stride }

    /// Takes apart the head of an answer.
    ///
    /// - Parameters:
    ///   - head: status line and fields with the blank line, as our encoder writes them.
    ///   - isSeries: whether length and entity tag are holes too.
    /// - Returns: nil where it is not an answer that can be sent again.
    init?(head: ByteBufferView, isSeries: Bool) {
        let lines = head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count > 2, lines[lines.count - 1].isEmpty,
            let code = lines[0].split(separator: UInt8(ascii: " ")).dropFirst().first,
            let status = Int(String(decoding: code, as: UTF8.self)),
            [200, 206, 304].contains(status)
        else { return nil }
        self.status = status
        bytes = Array(lines[0]) + [UInt8(ascii: "\n")]
        for line in lines[1..<(lines.count - 1)] {
            guard append(line, isSeries: isSeries) else { return nil }
        }
    }

    private mutating func append(_ line: ByteBufferView, isSeries: Bool) -> Bool {
        guard line.last == UInt8(ascii: "\r") else { return false }
        let text = String(decoding: line.dropLast(), as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1)
        let value = parts.count < 2 ? "" : parts[1].drop { $0 == " " }
        let hole: Value?
        switch parts.first?.lowercased() {
        case "date": hole = .date
        case "age": hole = .age
        case "x-aircache-synced-at": hole = .syncedAt
        case "x-request-id":
            requestID = String(value)
            hole = .requestID
        case "content-length":
            guard let length = Int(value) else { return false }
            self.length = length
            hole = isSeries || status == 206 ? .length : nil
        case "content-encoding":
            isCompressed = true
            hole = nil
        case "content-range": hole = .contentRange
        case "etag": hole = isSeries ? .entityTag : nil
        // They say something that a ticket does not know.
        case "x-aircache-paused", "x-aircache-view-age", "connection", "transfer-encoding":
            return false
        default: hole = nil
        }
        if let hole {
            bytes += text.utf8.prefix(text.utf8.count - value.utf8.count)
            holes.append(Hole(offset: bytes.count, value: hole))
            bytes += "\r\n".utf8
        } else {
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return true
    }

    /// The template of one answer of a series.
    func filled(_ values: Values) -> AnswerTemplate {
        var template = self
        template.bytes = []
        template.holes = []
        var position = 0
        for hole in holes {
            template.bytes += bytes[position..<hole.offset]
            position = hole.offset
            if hole.value == .length || hole.value == .entityTag {
                template.bytes += values.bytes(hole.value)
            } else {
                template.holes.append(Hole(offset: template.bytes.count, value: hole.value))
            }
        }
        template.bytes += bytes[position...]
        return template
    }

    /// Writes the head.
    func write(to output: inout ByteBuffer, _ values: Values) {
        let count = holes.reduce(bytes.count) { $0 + values.bytes($1.value).count }
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            bytes.withUnsafeBytes { source in
                var (from, to) = (0, 0)
                for hole in holes {
                    copy(source, from..<hole.offset, target, &to)
                    from = hole.offset
                    values.bytes(hole.value).withUnsafeBytes { value in
                        copy(value, 0..<value.count, target, &to)
                    }
                }
                copy(source, from..<source.count, target, &to)
            }
            return count
        }
    }

    @inline(__always)
    private func copy(
        _ source: UnsafeRawBufferPointer, _ range: Range<Int>,
        _ target: UnsafeMutableRawBufferPointer, _ position: inout Int
    ) {
        target.baseAddress?.advanced(by: position)
            .copyMemory(from: source.baseAddress! + range.lowerBound, byteCount: range.count)
        position += range.count
    }
}
