/// `FROMNOW` and `TONOW`: a distance in words, in English.
extension FormulaDate {
    /// The time between this date and the other in words, such as `3 days` or `a month`, without a
    /// direction. Which unit is taken follows moment.js: up to 44 seconds, 44 minutes, 21 hours, 25
    /// days and 10 months.
    package func distanceText(to other: FormulaDate) -> String {
        let (early, late) = self <= other ? (self, other) : (other, self)
        let seconds = Double(late.milliseconds - early.milliseconds) / 1_000
        func count(_ length: Double) -> Int64 {
            Int64((seconds / length).rounded(.toNearestOrAwayFromZero))
        }
        let (minutes, hours, days) = (count(60), count(3_600), count(86_400))
        if count(1) < 45 { return "a few seconds" }
        if minutes < 45 { return Self.words(minutes, "a minute", "minutes") }
        if hours < 22 { return Self.words(hours, "an hour", "hours") }
        if days < 26 { return Self.words(days, "a day", "days") }
        let exact = Self.exactMonths(early, late)
        let months = Int64(exact.rounded(.toNearestOrAwayFromZero))
        if months < 11 { return Self.words(months, "a month", "months") }
        let years = Int64((exact / 12).rounded(.toNearestOrAwayFromZero))
        return Self.words(years, "a year", "years")
    }

    private static func words(_ count: Int64, _ one: String, _ many: String) -> String {
        count <= 1 ? one : "\(count) \(many)"
    }

    /// Complete months of the calendar, and the rest by the mean length of a month.
    private static func exactMonths(_ early: FormulaDate, _ late: FormulaDate) -> Double {
        let whole = late.difference(from: early, .months)
        guard let anchor = early.adding(Double(whole), .months) else { return Double(whole) }
        let rest = Double(late.milliseconds - anchor.milliseconds) / 86_400_000
        return Double(whole) + rest * 4_800 / 146_097
    }
}
