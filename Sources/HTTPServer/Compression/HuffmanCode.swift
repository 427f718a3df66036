import NIOCore

/// A canonical Huffman code whose words are no longer than allowed (RFC 1951, section 3.2.2).
struct HuffmanCode {
    /// The length of each symbol's word; 0 for symbols that do not occur.
    let lengths: [Int]
    /// Each symbol's word, first bit lowest.
    private let words: [Int]

    init(frequencies: [Int], longest: Int) {
        lengths = Self.limited(frequencies, longest)
        words = Self.words(lengths)
    }

    func write(_ symbol: Int, _ bits: inout BitWriter, _ output: inout ByteBuffer) {
        bits.write(words[symbol], lengths[symbol], &output)
    }

    /// Flattens the frequencies until the words are short enough: simple, and next to optimal,
    /// since 15 bits are hardly ever exceeded.
    private static func limited(_ frequencies: [Int], _ longest: Int) -> [Int] {
        var frequencies = frequencies
        while true {
            let lengths = lengths(frequencies)
            if lengths.allSatisfy({ $0 <= longest }) { return lengths }
            frequencies = frequencies.map { $0 == 0 ? 0 : ($0 >> 1) + 1 }
        }
    }

    /// The depths of Huffman's tree. At least one symbol gets a word, of at least one bit.
    private static func lengths(_ frequencies: [Int]) -> [Int] {
        var lengths = [Int](repeating: 0, count: frequencies.count)
        let symbols = frequencies.indices.filter { frequencies[$0] > 0 }
            .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        guard symbols.count > 1 else {
            lengths[symbols.first ?? 0] = 1
            return lengths
        }
        // Two queues, each ascending by weight: leaves, and the nodes made of them.
        var weights = symbols.map { frequencies[$0] }
        var parents = [Int](repeating: 0, count: 2 * symbols.count - 1)
        var leaf = 0
        var node = symbols.count
        for made in symbols.count..<(2 * symbols.count - 1) {
            var weight = 0
            for _ in 0..<2 {
                let takesLeaf =
                    leaf < symbols.count && (node >= made || weights[leaf] <= weights[node])
                let taken = takesLeaf ? leaf : node
                if takesLeaf { leaf += 1 } else { node += 1 }
                weight += weights[taken]
                parents[taken] = made
            }
            weights.append(weight)
        }
        var depths = [Int](repeating: 0, count: parents.count)
        for index in stride(from: parents.count - 2, through: 0, by: -1) {
            depths[index] = depths[parents[index]] + 1
        }
        for (index, symbol) in symbols.enumerated() { lengths[symbol] = depths[index] }
        return lengths
    }

    private static func words(_ lengths: [Int]) -> [Int] {
        var counts = [Int](repeating: 0, count: 17)
        for length in lengths where length > 0 { counts[length] += 1 }
        var next = [Int](repeating: 0, count: 17)
        for length in 1...16 { next[length] = (next[length - 1] + counts[length - 1]) << 1 }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[length] += 1 }
            return reversed(next[length], length)
        }
    }

    private static func reversed(_ word: Int, _ length: Int) -> Int {
        (0..<length).reduce(0) { result, bit in result << 1 | (word >> bit) & 1 }
    }
}
