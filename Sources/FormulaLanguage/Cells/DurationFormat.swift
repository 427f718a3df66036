/// How a duration is written: `h:mm`, `h:mm:ss` and the latter with one to three decimals.
struct DurationFormat: Hashable, Sendable {
    private let hasSeconds: Bool
    private let decimals: Int

    /// - Parameter format: Airtable's name for it.
    init(_ format: String) {
        hasSeconds = format.contains("ss")
        decimals = min(3, format.split(separator: ".").dropFirst().first?.count ?? 0)
    }

    /// - Parameter seconds: of the duration; may be negative.
    func text(_ seconds: Double) -> String {
        guard seconds.isFinite, abs(seconds) < 1e15 else { return "\(seconds)" }
        let parts = (0..<decimals).reduce(Int64(1)) { product, _ in product * 10 }
        // Counted in the last part that is shown.
        let scale = hasSeconds ? Double(parts) : 1.0 / 60
        var rest = Int64((abs(seconds) * scale).rounded(.toNearestOrAwayFromZero))
        let sign = seconds < 0 && rest > 0 ? "-" : ""
        guard hasSeconds else {
            return sign + "\(rest / 60):" + LocalDateTime.padded(rest % 60, 2)
        }
        let fraction = decimals > 0 ? "." + LocalDateTime.padded(rest % parts, decimals) : ""
        rest /= parts
        return sign + "\(rest / 3_600):" + LocalDateTime.padded(rest / 60 % 60, 2) + ":"
            + LocalDateTime.padded(rest % 60, 2) + fraction
    }
}
