/// One search, or several in one text: the text, the steps taken, and the slots of the last match.
///
/// Two machines give the same answers. Short texts are searched by trying one way after the other
/// and never the same place twice (`+Backtracking`), long ones by following all ways at once
/// (`+Simulation`). Either takes time in proportion to instructions × bytes.
final class PatternSearch {
    let program: PatternProgram
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the whole match and the groups begin and end, in bytes; -1 for a group without a part.
    var slots: [Int]
    private(set) var steps = 0

    /// - Parameters:
    ///   - bytes: valid UTF-8, which outlives the search.
    ///   - notesGroups: whether `slots` has those of the groups, besides the whole match's two.
    init(_ program: PatternProgram, _ bytes: UnsafeBufferPointer<UInt8>, notesGroups: Bool) {
        self.program = program
        self.bytes = bytes
        slots = [Int](repeating: -1, count: notesGroups ? program.slotCount : 2)
    }

    /// Looks for the first match that begins at `start` bytes or later, into `slots`.
    func find(from start: Int) throws(RegularExpressionError) -> Bool {
        guard !program.isAnchored || start == 0 else { return false }
        let places = program.instructions.count * (bytes.count - start + 1)
        return places <= RegularExpressionLimits.visitedBits
            ? try findByBacktracking(from: start) : try findBySimulation(from: start)
    }

    @inline(__always)
    func countSteps(_ count: Int) throws(RegularExpressionError) {
        steps += count
        if steps > program.stepLimit { throw .tooManySteps }
    }

    /// The scalar that begins at the place, which is not the end, and its bytes.
    @inline(__always)
    func scalar(at place: Int) -> (value: UInt32, count: Int) {
        let first = UInt32(bytes[place])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | tail(place + 1), 2) }
        if first < 0xF0 {
            return ((first & 0x0F) << 12 | tail(place + 1) << 6 | tail(place + 2), 3)
        }
        let high = (first & 0x07) << 18 | tail(place + 1) << 12
        return (high | tail(place + 2) << 6 | tail(place + 3), 4)
    }

    @inline(__always)
    private func tail(_ place: Int) -> UInt32 { UInt32(bytes[place] & 0x3F) }

    func holds(_ assertion: UInt32, at place: Int) -> Bool {
        switch PatternAssertion(rawValue: assertion) {
        case .textBegins: place == 0
        case .textEnds: place == bytes.count
        case .lineBegins: place == 0 || bytes[place - 1] == 0x0A
        case .lineEnds: place == bytes.count || bytes[place] == 0x0A
        case .wordBoundary: isWord(place - 1) != isWord(place)
        case .noWordBoundary: isWord(place - 1) == isWord(place)
        case nil: false
        }
    }

    private func isWord(_ place: Int) -> Bool {
        place >= 0 && place < bytes.count && ScalarSet.word.contains(UInt32(bytes[place]))
            && bytes[place] < 0x80
    }

    /// The first place from there on where a match may begin.
    func candidate(from start: Int) -> Int? {
        if !program.prefix.isEmpty { return prefixPlace(from: start) }
        guard let firstBytes = program.firstBytes else { return start }
        var place = start
        while place < bytes.count {
            if firstBytes[Int(bytes[place])] { return place }
            place += 1
        }
        return nil
    }

    private func prefixPlace(from start: Int) -> Int? {
        let prefix = program.prefix
        var place = start
        while place + prefix.count <= bytes.count {
            if bytes[place] == prefix[0] {
                var index = 1
                while index < prefix.count, bytes[place + index] == prefix[index] { index += 1 }
                if index == prefix.count { return place }
            }
            place += 1
        }
        return nil
    }

    /// The place after the scalar that begins at `place`, or nil at the end.
    func place(after place: Int) -> Int? {
        place < bytes.count ? place + scalar(at: place).count : nil
    }
}
