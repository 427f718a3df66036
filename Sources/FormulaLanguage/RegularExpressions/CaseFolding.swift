/// Which scalars differ only in letter case, by Unicode's simple case folding.
enum CaseFolding {
    /// The scalars of the set and all that differ from them only in case.
    static func folded(_ set: ScalarSet) -> ScalarSet {
        var ranges = set.ranges
        for range in set.ranges {
            if range.upperBound < 128 {
                appendASCII(range, to: &ranges)
            } else {
                for entry in entries(in: range) { ranges += entry.others.map { $0...$0 } }
            }
        }
        return ScalarSet(ranges)
    }

    private static func appendASCII(
        _ range: ClosedRange<UInt32>, to ranges: inout [ClosedRange<UInt32>]
    ) {
        for scalar in range {
            switch scalar {
            case 0x41...0x5A: ranges.append((scalar + 32)...(scalar + 32))
            case 0x61...0x7A: ranges.append((scalar - 32)...(scalar - 32))
            default: continue
            }
            // The Kelvin sign and the long s fold into letters of ASCII.
            if scalar | 32 == 0x6B { ranges.append(0x212A...0x212A) }
            if scalar | 32 == 0x73 { ranges.append(0x17F...0x17F) }
        }
    }

    private struct Entry {
        let scalar: UInt32
        let others: [UInt32]
    }

    private static func entries(in range: ClosedRange<UInt32>) -> ArraySlice<Entry> {
        var low = 0
        var high = table.count
        while low < high {
            let middle = (low + high) / 2
            if table[middle].scalar < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return table[low...].prefix { $0.scalar <= range.upperBound }
    }

    /// Every scalar that has others of another case, in order. Made once, at the first need.
    private static let table: [Entry] = {
        var groups: [UInt32: [UInt32]] = [:]
        // No letter beyond U+1E943 has two cases; ideographs and syllables have none either.
        for value in UInt32(0x41)...0x1E943 where !(0x3400...0xA63F).contains(value) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let key = lower(upper(scalar)).value
            if key != value || scalar.properties.isCased { groups[key, default: []].append(value) }
        }
        let entries = groups.values.filter { $0.count > 1 }.flatMap { group in
            group.map { scalar in
                Entry(scalar: scalar, others: group.filter { $0 != scalar })
            }
        }
        return entries.sorted { $0.scalar < $1.scalar }
    }()

    /// The dotless i has the capital I only in Turkic languages.
    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.value == 0x131 ? scalar : single(scalar.properties.uppercaseMapping) ?? scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.lowercaseMapping) ?? scalar
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return nil }
        return first
    }
}
