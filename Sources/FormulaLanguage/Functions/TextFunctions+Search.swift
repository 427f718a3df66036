extension TextFunctions {
    /// Where a text occurs in another, from 1; 0 where it does not. Letter case counts.
    static func find(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[1].text
        guard state.read(text.utf8.count) else { return .error(.limit) }
        let place = position(of: arguments[0].text, in: text, from: start(arguments))
        return .number(Double(place ?? 0))
    }

    /// Where a text occurs in another, from 1; blank where it does not. Letter case does not count.
    static func search(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[1].text
        guard state.read(2 * text.utf8.count) else { return .error(.limit) }
        let place = position(
            of: caseless(arguments[0].text), in: caseless(text), from: start(arguments))
        return place.map { .number(Double($0)) } ?? .blank
    }

    /// Replaces every occurrence, or the one of that number.
    static func substitute(
        _ arguments: [FormulaValue], _ state: inout EvaluationState
    ) -> FormulaValue {
        let text = arguments[0].text
        let old = Array(arguments[1].text.utf8)
        let new = arguments[2].text
        let only = arguments.count > 3 ? arguments[3].integer : 0
        guard state.read(2 * text.utf8.count) else { return .error(.limit) }
        guard !old.isEmpty, only >= 0 else { return .text(text) }
        let places = ByteSearch(old).places(in: text, most: only == 0 ? .max : only)
        let chosen = only == 0 ? places[...] : places.dropFirst(only - 1)
        guard !chosen.isEmpty else { return .text(text) }
        let growth = (new.utf8.count - old.count).multipliedReportingOverflow(by: chosen.count)
        let (bytes, overflow) = text.utf8.count.addingReportingOverflow(growth.partialValue)
        guard state.write(growth.overflow || overflow ? .max : bytes) else {
            return .error(.limit)
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes)
        let source = Array(text.utf8)
        var rest = 0
        for place in chosen {
            output += source[rest..<place]
            output += new.utf8
            rest = place + old.count
        }
        output += source[rest...]
        return .text(String(decoding: output, as: UTF8.self))
    }

    /// The units before the place to start at; positions count from 1, and 0 means the start.
    private static func start(_ arguments: [FormulaValue]) -> Int {
        arguments.count > 2 ? max(arguments[2].integer - 1, 0) : 0
    }

    private static func position(of what: String, in text: String, from start: Int) -> Int? {
        guard start <= text.utf16.count else { return nil }
        let isASCII = text.utf8.count == text.utf16.count
        let first = isASCII ? start : text.units(from: 0, count: start).utf8.count
        guard !what.isEmpty else { return start + 1 }
        guard let place = ByteSearch(Array(what.utf8)).first(in: text, from: first) else {
            return nil
        }
        guard !isASCII else { return place + 1 }
        let index = text.utf8.index(text.startIndex, offsetBy: place)
        return text.utf16.distance(from: text.startIndex, to: index) + 1
    }

    /// The text in lower case, letter by letter, so that no place in it moves.
    private static func caseless(_ text: String) -> String {
        if text.utf8.count == text.utf16.count { return text.lowercased() }
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            let isOne =
                lower.count == 1 && UTF16.width(lower[lower.startIndex]) == UTF16.width(scalar)
            output.append(isOne ? lower[lower.startIndex] : scalar)
        }
        return String(output)
    }
}

/// Finds bytes among bytes in linear time, so that no text makes a search slow (Knuth, Morris and
/// Pratt).
struct ByteSearch {
    private let pattern: [UInt8]
    /// For each length of a match the longest shorter one that ends alike.
    private let fallback: [Int]

    /// - Parameter pattern: not empty.
    init(_ pattern: [UInt8]) {
        var fallback = [0]
        fallback.reserveCapacity(pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            fallback.append(length)
        }
        self.pattern = pattern
        self.fallback = fallback
    }

    /// The bytes before the first occurrence that starts at `start` or later.
    func first(in text: String, from start: Int) -> Int? {
        places(in: text, from: start, most: 1).first
    }

    /// The bytes before each occurrence, none overlapping another.
    func places(in text: String, from start: Int = 0, most: Int) -> [Int] {
        var text = text
        return text.withUTF8 { bytes in
            var places: [Int] = []
            var length = 0
            var index = start
            while index < bytes.count {
                let byte = bytes[index]
                while length > 0, byte != pattern[length] { length = fallback[length - 1] }
                if byte == pattern[length] { length += 1 }
                index += 1
                if length == pattern.count {
                    places.append(index - length)
                    if places.count == most { break }
                    length = 0
                }
            }
            return places
        }
    }
}
