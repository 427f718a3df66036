import Foundation

/// The functions of single numbers.
enum NumericFunctions {
    enum Direction { case up, towardZero, awayFromZero }

    /// Rounds to a number of decimals, negative for tens and hundreds. Ties go towards +∞ with
    /// `.up`, so that -2.5 becomes -2.
    static func round(_ number: Double, _ decimals: Double, _ direction: Direction) -> Double {
        let places = min(max(NumberText.integer(decimals), -300), 300)
        let unit = pow(10, Double(abs(places)))
        let scaled = places < 0 ? number / unit : number * unit
        // Beyond 2^52 there are no fractions to round.
        guard scaled.magnitude < 0x1p52 else { return number }
        let whole =
            switch direction {
            case .up: settled(scaled + 0.5).rounded(.down)
            case .towardZero: settled(scaled).rounded(.towardZero)
            case .awayFromZero: settled(scaled).rounded(.awayFromZero)
            }
        return positiveZero(places < 0 ? whole * unit : whole / unit)
    }

    static func ceiling(_ number: Double, _ significance: Double) -> Double {
        multiple(of: significance, settled(number / significance).rounded(.up))
    }

    static func floor(_ number: Double, _ significance: Double) -> Double {
        multiple(of: significance, settled(number / significance).rounded(.down))
    }

    /// 19 times 0.1 is 1.9, where binary fractions would make it 1.9000000000000001.
    private static func multiple(of significance: Double, _ count: Double) -> Double {
        let product = count * significance
        guard product.isFinite, product != 0, significance != significance.rounded() else {
            return positiveZero(product)
        }
        // Fifteen digits are what a double keeps of any decimal number.
        let unit = pow(10, 14 - log10(product.magnitude).rounded(.down))
        let digits = (product * unit).rounded()
        return unit.isFinite && digits.isFinite ? digits / unit : product
    }

    /// A number that misses a whole one, or a half, by the error of one multiplication is taken for
    /// it: 1.005 times 100 is 100.49999999999999.
    private static func settled(_ number: Double) -> Double {
        let half = (number * 2).rounded() / 2
        return (number - half).magnitude <= 2 * number.ulp ? half : number
    }

    /// The smallest even integer that is not less.
    static func even(_ number: Double) -> Double {
        positiveZero((number / 2).rounded(.up) * 2)
    }

    /// The next odd integer away from zero; 1 for 0.
    static func odd(_ number: Double) -> Double {
        let size = (((number.magnitude - 1) / 2).rounded(.up) * 2 + 1).magnitude
        return number < 0 ? -size : size
    }

    /// The remainder with the sign of the divisor; NaN for the divisor 0.
    static func mod(_ number: Double, _ divisor: Double) -> Double {
        let remainder = number.truncatingRemainder(dividingBy: divisor)
        guard remainder != 0, (remainder < 0) != (divisor < 0) else {
            return positiveZero(remainder)
        }
        return remainder + divisor
    }

    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    static func exp(_ number: Double) -> Double { Foundation.exp(number) }

    static func log(_ number: Double, _ base: Double) -> Double {
        switch base {
        case 10: log10(number)
        case 2: log2(number)
        default: Foundation.log(number) / Foundation.log(base)
        }
    }

    /// The number that a text shows. Currency signs, thousands separators and white space do not
    /// count; a text without a number is an error.
    static func value(_ value: FormulaValue) -> FormulaValue {
        let value = value.unwrapped
        switch value {
        case .number, .boolean: return .number(value.number)
        case .text(let text):
            var digits = ""
            for scalar in text.unicodeScalars where !isDecoration(scalar) {
                digits.unicodeScalars.append(scalar)
            }
            guard !digits.isEmpty else { return .error(.number) }
            if digits.hasSuffix("%") {
                digits.removeLast()
                guard let number = NumberText.number(digits), !digits.isEmpty else {
                    return .error(.number)
                }
                return .number(number / 100)
            }
            return NumberText.number(digits).map { .number($0) } ?? .error(.number)
        default: return .error(.number)
        }
    }

    private static func isDecoration(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "," || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .currencySymbol
    }

    /// Zero without the sign that rounding may leave on it.
    private static func positiveZero(_ number: Double) -> Double { number == 0 ? 0 : number }
}
