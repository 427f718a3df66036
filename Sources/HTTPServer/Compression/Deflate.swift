import NIOCore

/// A DEFLATE stream (RFC 1951) for JSON and CSV: greedy matches by one probe, then Huffman codes
/// made for each block.
///
/// It exists since NIO's compressor can only be had as a channel handler, which compresses on the
/// event loop, answers `gzip, deflate` with deflate, and knows no HEAD.
struct Deflate {
    /// Bytes that a match may lie behind (RFC 1951, section 2).
    private static let window = 32 << 10
    private static let shortestMatch = 4
    private static let longestMatch = 258
    private static let hashBits = 15
    /// Tokens in a block: enough to be worth its own codes.
    private static let blockTokens = 1 << 14

    /// The window's bytes, then those that are being compressed.
    private var history: [UInt8] = []
    /// Where each hash of four bytes was seen last, in `history`; -1 for nowhere.
    private var heads = [Int32](repeating: -1, count: 1 << hashBits)
    private var tokens: [DeflateToken] = []
    private var bits = BitWriter()

    /// Compresses `input`. Some of the output may wait for the next call.
    mutating func compress(_ input: UnsafeRawBufferPointer, into output: inout ByteBuffer) {
        var start = 0
        while start < input.count {
            let count = min(Self.window, input.count - start)
            slide()
            let from = history.count
            history.append(contentsOf: input[start..<(start + count)])
            findMatches(from: from, into: &output)
            start += count
        }
        if !tokens.isEmpty { writeBlock(isLast: false, into: &output) }
    }

    mutating func finish(into output: inout ByteBuffer) {
        writeBlock(isLast: true, into: &output)
        bits.align(&output)
    }

    /// Forgets all but the last window of bytes.
    private mutating func slide() {
        let surplus = history.count - Self.window
        guard surplus > 0 else { return }
        history.removeFirst(surplus)
        for index in heads.indices { heads[index] = max(-1, heads[index] - Int32(surplus)) }
    }

    private mutating func findMatches(from: Int, into output: inout ByteBuffer) {
        let end = history.count
        var position = from
        while position < end {
            let length = match(at: position, end: end)
            if let length {
                tokens.append(.match(length: length.count, distance: length.distance))
                for inner in (position + 1)..<(position + length.count) { remember(inner, end) }
                position += length.count
            } else {
                tokens.append(.literal(history[position]))
                position += 1
            }
            if tokens.count == Self.blockTokens { writeBlock(isLast: false, into: &output) }
        }
    }

    private mutating func remember(_ position: Int, _ end: Int) {
        guard position + Self.shortestMatch <= end else { return }
        heads[hash(position)] = Int32(position)
    }

    /// The match at `position`, if there is one; the position is remembered in any case.
    private mutating func match(at position: Int, end: Int) -> (count: Int, distance: Int)? {
        guard position + Self.shortestMatch <= end else { return nil }
        let slot = hash(position)
        let candidate = Int(heads[slot])
        heads[slot] = Int32(position)
        guard candidate >= 0, position - candidate <= Self.window else { return nil }
        let limit = min(Self.longestMatch, end - position)
        let count = history.withUnsafeBufferPointer { bytes in
            var count = 0
            while count < limit, bytes[candidate + count] == bytes[position + count] { count += 1 }
            return count
        }
        return count >= Self.shortestMatch ? (count, position - candidate) : nil
    }

    private func hash(_ position: Int) -> Int {
        let word = history.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        }
        return Int((word &* 0x9E37_79B1) >> UInt32(32 - Self.hashBits))
    }

    private mutating func writeBlock(isLast: Bool, into output: inout ByteBuffer) {
        DeflateBlock(tokens).write(isLast: isLast, bits: &bits, to: &output)
        tokens.removeAll(keepingCapacity: true)
    }
}

/// A byte, or a repetition of earlier ones.
enum DeflateToken {
    case literal(UInt8)
    case match(length: Int, distance: Int)
}

/// Bits on their way to bytes, lowest first.
struct BitWriter {
    private var pending: UInt64 = 0
    private var count = 0

    /// - Parameter length: at most 32.
    mutating func write(_ value: Int, _ length: Int, _ output: inout ByteBuffer) {
        pending |= UInt64(value) << UInt64(count)
        count += length
        guard count >= 32 else { return }
        output.writeInteger(UInt32(truncatingIfNeeded: pending), endianness: .little)
        pending >>= 32
        count -= 32
    }

    /// Fills up the last byte with zeros and lets all bytes go.
    mutating func align(_ output: inout ByteBuffer) {
        while count > 0 {
            output.writeInteger(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
        pending = 0
        count = 0
    }
}
