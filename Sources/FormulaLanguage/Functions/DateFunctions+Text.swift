import Synchronization

extension DateFunctions {
    /// The date by a pattern, in the time zone and the language that were set; as ISO 8601 in UTC
    /// where there is no pattern.
    static func format(_ constants: [FormulaValue?]) -> FunctionBody {
        let constant = constants.dropFirst().first.flatMap { $0 }.map { PatternCache($0.text) }
        return { arguments, state in
            guard let date = arguments[0].date else { return .error(.date) }
            guard arguments.count > 1, !arguments[1].isEmpty else {
                return state.text(date.isoText)
            }
            let pattern: DatePattern?
            if let constant {
                pattern = constant.pattern(date.locale ?? .english)
            } else {
                let text = arguments[1].text
                guard state.read(text.utf8.count << 4) else { return .error(.limit) }
                pattern = DatePattern(text, locale: date.locale ?? .english)
            }
            guard let pattern else { return .error(.limit) }
            return state.text(pattern.text(of: date, in: date.timeZone ?? .utc))
        }
    }

    /// The date that a text shows by a pattern in a language, or as ISO 8601 and in common forms.
    static func parse(_ constants: [FormulaValue?]) -> FunctionBody {
        let constant = constants.dropFirst().first.flatMap { $0 }.map { PatternCache($0.text) }
        let locale = PreparedArgument(constants.dropFirst(2).first) { DateLocale.named($0.text) }
        return { arguments, state in
            if case .date(let date) = arguments[0].unwrapped { return .date(date) }
            let text = arguments[0].text
            guard state.read(text.utf8.count << 4) else { return .error(.limit) }
            var language = DateLocale.english
            if arguments.count > 2, !arguments[2].isEmpty {
                guard let named = locale.value(arguments[2]) else { return .error(.name) }
                language = named
            }
            guard arguments.count > 1, !arguments[1].isEmpty else {
                return FormulaValue(FormulaDate(parsing: text, locale: language, now: state.now))
            }
            let pattern: DatePattern?
            if let constant {
                pattern = constant.pattern(language)
            } else {
                guard state.read(arguments[1].textBytes << 4) else { return .error(.limit) }
                pattern = DatePattern(arguments[1].text, locale: language)
            }
            return FormulaValue(pattern?.date(from: text, now: state.now))
        }
    }

    /// Whether what a text means may depend on today's date: a pattern without a year leaves it out.
    static func parsingNeedsClock(_ constants: [FormulaValue?]) -> Bool {
        guard constants.count > 1 else { return false }
        guard let pattern = constants[1]?.text else { return true }
        return !pattern.isEmpty && !pattern.contains { "YyGgXxLl".contains($0) }
    }
}

/// A constant pattern, read once for each language that it is used with.
private final class PatternCache: Sendable {
    private let text: String
    private let english: DatePattern?
    /// As many as there are locales at most.
    private let others = Mutex<[String: DatePattern]>([:])

    init(_ text: String) {
        self.text = text
        english = DatePattern(text)
    }

    func pattern(_ locale: DateLocale) -> DatePattern? {
        if locale === DateLocale.english { return english }
        return others.withLock { patterns in
            if let pattern = patterns[locale.code] { return pattern }
            let pattern = DatePattern(text, locale: locale)
            patterns[locale.code] = pattern
            return pattern
        }
    }
}
