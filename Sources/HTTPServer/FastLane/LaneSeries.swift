import AirtableAPI
import NIOCore
import Storage

/// A kind of requests whose addresses differ in one part alone, a record's id or a page's number, and how they are answered from SQLite.
///
/// It is learnt from an answer that went the usual way: the next ones have the same head, but for length
/// and entity tag. So there is no second place that knows what such an answer looks like.
final class LaneSeries {
    let hash: UInt64
    /// What the addresses have before and behind that part.
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let headers: LaneHeaders
    let ticket: LaneTicket
    let route: String
    let template: AnswerTemplate
    /// The base's when this was learnt.
    private let epoch: Int
    private let limits: HTTPLimits
    private let reading: LaneTicket.Series
    // What follows from the state of the base.
    private var stamp: UInt64 = 0
    private var table: StoredTable
    private var version: Int64

    /// - Returns: nil for an answer that stands for itself alone.
    init?(
        _ parts: LaneTarget, _ headers: LaneHeaders, _ ticket: LaneTicket, route: String,
        template: AnswerTemplate, _ base: LaneBase, _ limits: HTTPLimits
    ) {
        guard let reading = ticket.series, base.isRunning, base.holds(ticket),
            !headers.isConditional, template.status == 200, template.length != nil,
            // A compressed answer says nothing about short ones.
            !template.isCompressed, !parts.prefix.contains(UInt8(ascii: "#")),
            !parts.suffix.contains(UInt8(ascii: "#"))
        else { return nil }
        let id: TableID
        switch (reading, parts.kind) {
        case (.records(let records), .record): id = records.table
        case (.pages(let pages), .page) where !headers.acceptsGzip:
            id = pages.parameters.query.table.id
        default: return nil
        }
        guard let table = base.contents?.table(id.rawValue),
            let version = base.version(ticket.scope)
        else { return nil }
        hash = parts.hash(headers)
        prefix = Array(parts.prefix)
        suffix = Array(parts.suffix)
        self.headers = headers
        self.ticket = ticket
        self.route = route
        self.template = template
        self.reading = reading
        self.limits = limits
        self.table = table
        self.version = version
        epoch = base.epoch
    }

    func contains(_ parts: LaneTarget, _ headers: LaneHeaders) -> Bool {
        (headers === self.headers || headers.key == self.headers.key)
            && prefix.count == parts.prefix.count && parts.prefix.begins(with: prefix)
            && suffix.count == parts.suffix.count && parts.suffix.begins(with: suffix)
    }

    /// What a request of the series is answered with; nil where the usual way has to find out.
    ///
    /// - Parameters:
    ///   - output: gets the body.
    ///   - seconds: the time of day.
    /// - Returns: the entity tag, as headers have it.
    func answer(
        _ parts: LaneTarget, _ base: LaneBase, at seconds: Int, body output: inout ByteBuffer
    ) -> [UInt8]? {
        if let end = ticket.validUntil, seconds >= end { return nil }
        guard base.isRunning, base.epoch == epoch, let contents = base.contents,
            adopt(base), let serving = base.store.serving, serving.contents === contents
        else { return nil }
        // Whatever goes wrong here, the usual way meets it again and says it.
        guard (try? read(parts, serving, &output)) == true else { return nil }
        return tag(parts, serving.number)
    }

    private func adopt(_ base: LaneBase) -> Bool {
        guard base.stamp != stamp else { return true }
        guard let table = base.contents?.table(table.id.rawValue),
            let version = base.version(ticket.scope)
        else { return false }
        self.table = table
        self.version = version
        stamp = base.stamp
        return true
    }

    private func read(
        _ parts: LaneTarget, _ serving: Snapshot, _ output: inout ByteBuffer
    ) throws -> Bool {
        switch reading {
        case .records(let records):
            let id = UnsafeBufferPointer(rebasing: parts.last.bindMemory(to: UInt8.self)[...])
            let found: Void? = try serving.read { session in
                try session.record(utf8: id, table: table, addresses: records.addresses) {
                    guard let writer = records.writer else {
                        output.writeBytes($0)
                        return
                    }
                    try writer.write($0, to: &output, with: nil)
                }
            }
            let isPlain = !headers.acceptsGzip || output.readableBytes < limits.compressedBytes
            return found != nil && isPlain
        case .pages(let pages):
            guard let number = parts.number else { return false }
            var parameters = pages.parameters
            parameters.turn(to: number, of: table)
            guard !parameters.isHeavy(limits), !parameters.isLong(limits) else { return false }
            output = try RecordPageBody(parameters, serving, limits, timeLimit: nil).bytes
            return true
        }
    }

    private func tag(_ parts: LaneTarget, _ generation: Int) -> [UInt8] {
        let tag =
            switch reading {
            case .records(let records): records.tag
            case .pages(let pages): pages.tag
            }
        var hash = TextHash()
        for part in tag.before { hash.add(part) }
        hash.add(UnsafeBufferPointer(rebasing: parts.varying.bindMemory(to: UInt8.self)[...]))
        for part in tag.after { hash.add(part) }
        return EntityTag.bytes(generation: generation, version: version, hash: hash)
    }
}

/// The target of a request, taken apart for looking up its series. Lent for the request.
struct LaneTarget {
    enum Kind { case record, page }

    let kind: Kind
    /// All before the part that differs, and all behind it.
    let prefix: UnsafeRawBufferPointer
    let suffix: UnsafeRawBufferPointer
    /// A record's id, or a page's number.
    let last: UnsafeRawBufferPointer
    /// What entity tags name: the id, or the whole query.
    let varying: UnsafeRawBufferPointer
    /// The page's number.
    let number: Int?

    /// Digits of a page's number. Pages beyond take the usual way.
    private static let mostDigits = 9
    private static let pageName = Array("page=".utf8)
    private static let recordPrefix = Array(RecordID.prefix.utf8)
    private static let recordBytes = 17

    /// - Returns: nil for a target that belongs to no series.
    init?(_ target: UnsafeRawBufferPointer) {
        let question = target.firstIndex(of: UInt8(ascii: "?"))
        let path = target[..<(question ?? target.count)]
        if let start = Self.start(of: path), target[start - 1] == UInt8(ascii: "/"),
            path[start...].count == Self.recordBytes,
            UnsafeRawBufferPointer(rebasing: path[start...]).begins(with: Self.recordPrefix)
        {
            kind = .record
            prefix = UnsafeRawBufferPointer(rebasing: target[..<start])
            last = UnsafeRawBufferPointer(rebasing: path[start...])
            suffix = UnsafeRawBufferPointer(rebasing: target[path.endIndex...])
            varying = last
            number = nil
            return
        }
        guard let question, let start = Self.start(of: target[...]),
            start > question + Self.pageName.count,
            target[..<start].suffix(Self.pageName.count).elementsEqual(Self.pageName)
        else { return nil }
        let before = target[start - Self.pageName.count - 1]
        last = UnsafeRawBufferPointer(rebasing: target[start...])
        guard before == UInt8(ascii: "?") || before == UInt8(ascii: "&"),
            let page = Self.number(last)
        else { return nil }
        kind = .page
        prefix = UnsafeRawBufferPointer(rebasing: target[..<start])
        suffix = UnsafeRawBufferPointer(rebasing: target[target.count...])
        varying = UnsafeRawBufferPointer(rebasing: target[(question + 1)...])
        number = page
    }

    /// What the series of such a target is found by.
    func hash(_ headers: LaneHeaders) -> UInt64 {
        LaneHash.hash(suffix, LaneHash.hash(prefix, headers.hash))
    }

    /// Where the letters and digits at the end begin; nil where there are none, or nothing else.
    private static func start(of bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var start = bytes.endIndex
        while start > 0, isAlphanumeric(bytes[start - 1]) { start -= 1 }
        return start > 1 && start < bytes.endIndex ? start : nil
    }

    private static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
        guard digits.count <= mostDigits, digits[0] != UInt8(ascii: "0") else { return nil }
        var number = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            number = number * 10 + Int(digit & 15)
        }
        return number
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
