import AirtableAPI
import FoundationEssentials

/// Times as they stand in answers: ISO 8601, UTC, milliseconds, as Airtable writes them.
enum Timestamp {
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func json(_ date: Date?) -> JSONValue {
        date.map { .string(text($0)) } ?? .null
    }

    /// Whole seconds since `date`; never negative, as `Age` must not be.
    static func age(of date: Date, at now: Date) -> Int {
        max(0, Int(now.timeIntervalSince(date)))
    }

    /// Reads a date, or a date and time with a zone, by ISO 8601.
    static func parse(_ text: String) -> Date? {
        let styles = [
            Date.ISO8601FormatStyle(includingFractionalSeconds: true),
            Date.ISO8601FormatStyle(),
            Date.ISO8601FormatStyle().year().month().day(),
        ]
        for style in styles {
            if let date = try? style.parse(text) { return date }
        }
        return nil
    }
}
