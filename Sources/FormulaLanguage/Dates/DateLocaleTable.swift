/// The locales that Airtable takes, in the facts of moment.js 2.30.
///
/// A locale is a line with its code and then its rows: a name and values with `|` between them. What
/// is English is left out. `ordinal` is a form with `#` for the number, and then others for numbers
/// that end so (`ones`, `tens`) or are so (`is`); `meridiem` has the minute of the day from which on a
/// name holds; `week` its first day and how many of its days make it the first of a year.
enum DateLocaleTable {
    static let locales: [String: DateLocale] = {
        let texts = [fromEnToEnNz, fromEoToJv, fromKaToSi, fromSkToZhTw]
        return texts.flatMap(rows).reduce(into: [:]) { locales, entry in
            locales[entry.code] = DateLocale(code: entry.code, rows: entry.rows)
        }
    }()

    /// English, which stands first.
    static let english: [String: [String]] = rows(fromEnToEnNz).first?.rows ?? [:]

    private static func rows(_ text: String) -> [(code: String, rows: [String: [String]])] {
        var result: [(code: String, rows: [String: [String]])] = []
        for line in text.split(separator: "\n") {
            if !line.hasPrefix("  ") {
                result.append((String(line), [:]))
                continue
            }
            let row = line.dropFirst(2)
            guard let space = row.firstIndex(of: " "), !result.isEmpty else { continue }
            let values = row[row.index(after: space)...]
                .split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            result[result.count - 1].rows[String(row[..<space])] = values
        }
        return result
    }
}
