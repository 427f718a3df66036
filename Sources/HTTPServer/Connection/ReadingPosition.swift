import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Which part of a request comes next on a connection.
///
/// The parser tells that a head is too large, but not what in it is, and nothing of the bytes that it
/// holds. So bytes reach it in pieces that end where a part may end; what it made of the pieces before
/// then tells which part a piece belongs to. The parser alone decides what is a request.
struct ReadingPosition {
    private enum Place {
        /// Nothing of a request has come, but blank lines perhaps.
        case between
        case requestLine
        case fields
        /// A body of which so many bytes are still to come.
        case body(Int)
        case chunkedBody
    }

    private var place = Place.between
    /// Whether no part of a request, and no blank line, came after the last request.
    private var isUntouched = true

    /// Whether a request would begin with the next byte, as on a new connection.
    var isAtStart: Bool {
        if case .between = place { isUntouched } else { false }
    }

    var isInRequestLine: Bool {
        switch place {
        case .between, .requestLine: true
        case .fields, .body, .chunkedBody: false
        }
    }

    /// How many of these bytes may go to the parser at once.
    func pieceLength(_ bytes: ByteBufferView) -> Int {
        switch place {
        case .between where Self.endsInBlankLine(bytes):
            // Whole requests, as nearly always: no head is left open behind a blank line.
            bytes.count
        case .between, .requestLine:
            bytes.firstIndex(of: Self.lineFeed).map { $0 + 1 - bytes.startIndex } ?? bytes.count
        case .fields: Self.lengthToFirstBlankLine(bytes) ?? bytes.count
        case .body(let count): max(1, min(count, bytes.count))
        // The end of a chunked body is a blank line, and no head that is left open holds one.
        case .chunkedBody: Self.lengthToLastBlankLine(bytes) ?? bytes.count
        }
    }

    /// A piece went to the parser. What it made of it was told before, by `parsed`.
    mutating func passed(_ piece: ByteBufferView) {
        switch place {
        case .between:
            let isBlank = piece.allSatisfy { $0 == Self.lineFeed || $0 == Self.carriageReturn }
            isUntouched = !isBlank
            if isBlank || Self.endsInBlankLine(piece) { return }
            place = piece.last == Self.lineFeed ? .fields : .requestLine
        case .requestLine: if piece.last == Self.lineFeed { place = .fields }
        case .fields, .body, .chunkedBody: break
        }
    }

    /// The parser read a part of a request.
    mutating func parsed(_ part: HTTPRequestPart) {
        switch (part, place) {
        case (.head(let head), _):
            let isChunked = head.headerFields[.transferEncoding] != nil
            let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
            place = isChunked ? .chunkedBody : .body(length)
        case (.body(let bytes), .body(let count)): place = .body(count - bytes.readableBytes)
        case (.body, _): break
        case (.end, _): place = .between
        }
    }

    // MARK: Lines

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Whether the last line is empty. A line that began before these bytes counts as empty where
    /// nothing of it is in them: then a piece is only shorter than it could be.
    private static func endsInBlankLine(_ bytes: ByteBufferView) -> Bool {
        guard bytes.last == lineFeed else { return false }
        return endsALine(bytes.dropLast())
    }

    private static func endsALine(_ bytes: ByteBufferView) -> Bool {
        let end = bytes.last == carriageReturn ? bytes.dropLast() : bytes
        return end.isEmpty || end.last == lineFeed
    }

    private static func lengthToFirstBlankLine(_ bytes: ByteBufferView) -> Int? {
        var rest = bytes
        while let index = rest.firstIndex(of: lineFeed) {
            if endsALine(bytes[..<index]) { return index + 1 - bytes.startIndex }
            rest = rest[(index + 1)...]
        }
        return nil
    }

    private static func lengthToLastBlankLine(_ bytes: ByteBufferView) -> Int? {
        var rest = bytes
        while let index = rest.lastIndex(of: lineFeed) {
            if endsALine(bytes[..<index]) { return index + 1 - bytes.startIndex }
            rest = rest[..<index]
        }
        return nil
    }
}
