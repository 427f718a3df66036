import NIOCore

/// One block with dynamic Huffman codes (RFC 1951, section 3.2.7).
struct DeflateBlock {
    private static let endOfBlock = 256

    private let tokens: [DeflateToken]
    private let literals: HuffmanCode
    private let distances: HuffmanCode

    init(_ tokens: [DeflateToken]) {
        var literalCounts = [Int](repeating: 0, count: 286)
        var distanceCounts = [Int](repeating: 0, count: 30)
        literalCounts[Self.endOfBlock] = 1
        for token in tokens {
            switch token {
            case .literal(let byte): literalCounts[Int(byte)] += 1
            case .match(let length, let distance):
                literalCounts[257 + Int(Self.lengthCodes[length])] += 1
                distanceCounts[Self.distanceCode(distance)] += 1
            }
        }
        self.tokens = tokens
        literals = HuffmanCode(frequencies: literalCounts, longest: 15)
        distances = HuffmanCode(frequencies: distanceCounts, longest: 15)
    }

    func write(isLast: Bool, bits: inout BitWriter, to output: inout ByteBuffer) {
        bits.write(isLast ? 1 : 0, 1, &output)
        bits.write(2, 2, &output)
        writeCodes(&bits, &output)
        for token in tokens {
            switch token {
            case .literal(let byte): literals.write(Int(byte), &bits, &output)
            case .match(let length, let distance):
                let lengthCode = Int(Self.lengthCodes[length])
                literals.write(257 + lengthCode, &bits, &output)
                bits.write(
                    length - Self.lengthBases[lengthCode], Self.lengthExtraBits[lengthCode],
                    &output)
                let code = Self.distanceCode(distance)
                distances.write(code, &bits, &output)
                bits.write(
                    distance - Self.distanceBases[code], Self.distanceExtraBits[code], &output)
            }
        }
        literals.write(Self.endOfBlock, &bits, &output)
    }

    /// The lengths of both codes' words, themselves in a Huffman code. Repetitions are not
    /// abbreviated but for zeros, which most of them are.
    private func writeCodes(_ bits: inout BitWriter, _ output: inout ByteBuffer) {
        let symbols = Self.abbreviated(literals.lengths + distances.lengths)
        var counts = [Int](repeating: 0, count: 19)
        for symbol in symbols { counts[symbol.code] += 1 }
        let code = HuffmanCode(frequencies: counts, longest: 7)
        bits.write(literals.lengths.count - 257, 5, &output)
        bits.write(distances.lengths.count - 1, 5, &output)
        bits.write(Self.lengthOrder.count - 4, 4, &output)
        for index in Self.lengthOrder { bits.write(code.lengths[index], 3, &output) }
        for symbol in symbols {
            code.write(symbol.code, &bits, &output)
            bits.write(symbol.extra, symbol.extraBits, &output)
        }
    }

    private struct LengthSymbol {
        let code: Int
        var extra = 0
        var extraBits = 0
    }

    private static func abbreviated(_ lengths: [Int]) -> [LengthSymbol] {
        var symbols: [LengthSymbol] = []
        var index = 0
        while index < lengths.count {
            let zeros = lengths[index...].prefix(138).prefix { $0 == 0 }.count
            switch zeros {
            case 0..<3:
                symbols.append(LengthSymbol(code: lengths[index]))
                index += 1
            case 3...10:
                symbols.append(LengthSymbol(code: 17, extra: zeros - 3, extraBits: 3))
                index += zeros
            default:
                symbols.append(LengthSymbol(code: 18, extra: zeros - 11, extraBits: 7))
                index += zeros
            }
        }
        return symbols
    }

    // MARK: The tables of RFC 1951, section 3.2.5

    private static let lengthOrder = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]
    private static let lengthExtraBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ]
    private static let distanceExtraBits = (0..<30).map { max(0, $0 / 2 - 1) }
    private static let distanceBases: [Int] = {
        var bases = [1]
        for code in 0..<29 { bases.append(bases[code] + 1 << distanceExtraBits[code]) }
        return bases
    }()
    /// The code of each length from 0 to 258.
    private static let lengthCodes: [UInt8] = (0...258).map { length in
        UInt8(lengthBases.lastIndex { $0 <= length } ?? 0)
    }

    /// The last code whose distances begin at or below `distance`: two codes for each power of two.
    private static func distanceCode(_ distance: Int) -> Int {
        guard distance > 4 else { return distance - 1 }
        let power = Int.bitWidth - 1 - (distance - 1).leadingZeroBitCount
        return 2 * power + ((distance - 1) >> (power - 1)) & 1
    }
}
