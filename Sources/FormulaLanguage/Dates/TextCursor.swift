/// A place in a text that is read from left to right.
struct TextCursor {
    private let characters: [Character]
    var position = 0

    init(_ text: String) { characters = Array(text) }

    var isAtEnd: Bool { position >= characters.count }
    var next: Character? { isAtEnd ? nil : characters[position] }

    func peek(_ ahead: Int) -> Character? {
        position + ahead < characters.count ? characters[position + ahead] : nil
    }

    mutating func skip(_ character: Character) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    mutating func skipSpaces() {
        while let next, next.isWhitespace { position += 1 }
    }

    /// Digits of ASCII here, as many as allowed; nil where there are fewer.
    mutating func number(_ counts: ClosedRange<Int>) -> (value: Int64, count: Int)? {
        var value: Int64 = 0
        var count = 0
        while count < counts.upperBound, let digit = peek(count), digit.isASCII,
            let number = digit.wholeNumberValue
        {
            value = value * 10 + Int64(number)
            count += 1
        }
        guard count >= counts.lowerBound else { return nil }
        position += count
        return (value, count)
    }

    /// The longest of the names that stands here, in any letter case; its index.
    mutating func name(_ names: [String]) -> Int? {
        var best: (index: Int, count: Int)?
        for (index, name) in names.enumerated() where !name.isEmpty {
            let count = name.count
            guard count > best?.count ?? 0, position + count <= characters.count else { continue }
            let here = String(characters[position..<(position + count)])
            if here == name || here.lowercased() == name.lowercased() { best = (index, count) }
        }
        guard let best else { return nil }
        position += best.count
        return best.index
    }

    /// A fraction of a second's digits, as milliseconds.
    mutating func fraction(_ counts: ClosedRange<Int>) -> Int64? {
        guard var (value, count) = number(counts) else { return nil }
        while count < 3 { (value, count) = (value * 10, count + 1) }
        while count > 3 { (value, count) = (value / 10, count - 1) }
        return value
    }

    /// `Z`, `+02:00`, `+0200` or `+02` as milliseconds.
    mutating func offset() -> Int64? {
        if next == "Z" || next == "z" {
            position += 1
            return 0
        }
        let start = position
        guard next == "+" || next == "-" || next == "−" else { return nil }
        let isNegative = next != "+"
        position += 1
        guard let hours = number(2...2)?.value, hours <= 24 else {
            position = start
            return nil
        }
        let place = position
        _ = skip(":")
        let minutes = number(2...2)?.value
        if minutes == nil { position = place }
        guard minutes ?? 0 <= 59 else {
            position = start
            return nil
        }
        let milliseconds = (hours * 60 + (minutes ?? 0)) * 60_000
        return isNegative ? -milliseconds : milliseconds
    }

    /// Goes on to the first place from here where the body answers something.
    mutating func find<Value>(_ body: (inout TextCursor) -> Value?) -> Value? {
        var probe = self
        while true {
            let start = probe.position
            if let value = body(&probe) {
                self = probe
                return value
            }
            guard start < characters.count else { return nil }
            probe.position = start + 1
        }
    }
}
