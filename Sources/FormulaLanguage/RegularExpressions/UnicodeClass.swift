/// The sets behind `\p{…}`: general categories, and the scripts of `scripts`.
enum UnicodeClass {
    /// The set of a category such as `L` or `Lu`, or of a script such as `Greek`; `Any` is all.
    static func set(_ name: String) -> ScalarSet? {
        if name == "Any" { return ScalarSet([0...ScalarSet.last]) }
        if let script = scripts[name] { return ScalarSet(script) }
        if let category = categories[name] { return category }
        guard name.utf8.count == 1 else { return nil }
        let parts = categories.filter { $0.key.hasPrefix(name) }.values
        return parts.isEmpty ? nil : ScalarSet(parts.flatMap(\.ranges))
    }

    /// Categories by their names of two letters. Made once, at the first need.
    private static let categories: [String: ScalarSet] = {
        var ranges: [String: [ClosedRange<UInt32>]] = [:]
        for part in assigned {
            var start = part.lowerBound
            var current: String?
            for value in part {
                let name = Unicode.Scalar(value).map { abbreviation($0.properties.generalCategory) }
                if name == current { continue }
                if let current { ranges[current, default: []].append(start...(value - 1)) }
                (start, current) = (value, name)
            }
            if let current { ranges[current, default: []].append(start...part.upperBound) }
        }
        ranges["Co", default: []] += [0xF0000...0xFFFFD, 0x100000...0x10FFFD]
        // As in RE2, what is not assigned has no class.
        ranges["Cn"] = nil
        return ranges.mapValues { ScalarSet($0) }
    }()

    /// Planes with characters; the rest holds private use alone.
    private static let assigned: [ClosedRange<UInt32>] = [0...0x3FFFF, 0xE0000...0xE0FFF]

    private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
        switch category {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
