/// A unit of time as formulas name it.
package enum DateUnit: String, CaseIterable, Hashable, Sendable {
    case milliseconds, seconds, minutes, hours, days, weeks, months, quarters, years

    /// The unit of that name. Full names are found in singular and plural and any letter case;
    /// abbreviations as they are written: `m` is minutes, `M` is months.
    package init?(name: String) {
        switch name {
        case "ms": self = .milliseconds
        case "s": self = .seconds
        case "m": self = .minutes
        case "h": self = .hours
        case "d": self = .days
        case "w": self = .weeks
        case "M": self = .months
        case "Q": self = .quarters
        case "y": self = .years
        default:
            let lower = name.lowercased()
            guard let unit = Self(rawValue: lower) ?? Self(rawValue: lower + "s") else {
                return nil
            }
            self = unit
        }
    }

    /// Milliseconds of the units whose length is fixed, up to weeks.
    var milliseconds: Int64? {
        switch self {
        case .milliseconds: 1
        case .seconds: 1_000
        case .minutes: 60_000
        case .hours: 3_600_000
        case .days: 86_400_000
        case .weeks: 604_800_000
        case .months, .quarters, .years: nil
        }
    }

    /// Months of the units that the calendar determines.
    var months: Int64? {
        switch self {
        case .months: 1
        case .quarters: 3
        case .years: 12
        default: nil
        }
    }
}
