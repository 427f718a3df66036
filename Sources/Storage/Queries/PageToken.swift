import AirtableAPI
import Crypto
import FormulaLanguage
import FoundationEssentials

/// Where a page ended, as an opaque text: `nextCursor` to users, `offset` to Airtable's clients.
///
/// It names the last record by its place in the listing, key, id and sort values, so that a page
/// neither skips nor repeats a record while others come and go, a restart or a switch included.
struct PageToken {
    /// A sort value, or the digest of one that is too long for a token.
    enum Mark: Equatable {
        case value(SQLValue)
        case digest(String)
    }

    var generation = 0
    /// Of the keys: `RecordKeys.epoch`.
    var epoch = 0
    /// Of the table.
    var version: Int64 = 0
    /// The record's place in the listing, or in the view, from 0.
    var position = 0
    var key: Int64 = 0
    var id = ""
    var marks: [Mark] = []
    /// Records that this page and those before it handed out.
    var handedOut = 0
    /// What the formula took for the present, in ms since 1970 and within what formulas calculate
    /// with: all pages of a listing agree.
    var now: Int64 = 0
    /// The digest of the view's list that the listing began with; empty without a view. Of another
    /// list nobody could tell what was handed out.
    var viewList = ""

    init() {}

    static func mark(_ value: SQLValue) -> Mark {
        let bytes: [UInt8]
        switch value {
        case .null, .integer, .real: return .value(value)
        case .text(let text): bytes = Array(text.utf8)
        case .blob(let blob): bytes = blob
        }
        guard bytes.count > StorageLimits.tokenValueBytes else { return .value(value) }
        return .digest(Self.digest(bytes, 12))
    }

    static func invalid(_ what: String) -> StorageError {
        StorageError(
            .invalidPageToken, "The cursor \(what).",
            hint: "Start again without a cursor, and repeat all other parameters with it.")
    }

    static func digest(_ bytes: some Sequence<UInt8>, _ count: Int) -> String {
        SHA256.hash(data: Data(bytes)).prefix(count).map { String($0, radix: 36) }
            .joined(separator: ".")
    }
}

// MARK: As text

extension PageToken {
    /// - Parameter query: the query that the token belongs to; it is part of the text.
    func text(for query: RecordQuery) -> String {
        let numbers = [
            Int64(generation), Int64(epoch), version, Int64(position), key, Int64(handedOut), now,
        ]
        // Every page has one: it is written as it goes, without a value of JSON in between.
        var json = Array("[".utf8)
        json.reserveCapacity(Self.usualBytes)
        JSONText.appendQuoted(query.fingerprint, to: &json)
        for (index, number) in numbers.enumerated() {
            json.append(contentsOf: (index == 0 ? ",[" : ",").utf8)
            json.append(contentsOf: String(number).utf8)
        }
        json.append(contentsOf: "],".utf8)
        JSONText.appendQuoted(id, to: &json)
        json.append(UInt8(ascii: ","))
        JSONValue.array(marks.map(\.json)).write(to: &json)
        json.append(UInt8(ascii: ","))
        JSONText.appendQuoted(query.view?.digest ?? "", to: &json)
        json.append(UInt8(ascii: "]"))
        return Self.base64(json)
    }

    private static let usualBytes = 160

    /// - Throws: `StorageError.invalidPageToken` for a text that is none, or of another query.
    init(_ text: String, for query: RecordQuery) throws(StorageError) {
        guard let parts = Self.parts(text), let viewList = parts[4].string,
            let fingerprint = parts[0].string,
            let numbers = parts[1].array?.compactMap({ $0.number?.integer }), numbers.count == 7,
            let id = parts[2].string, let marks = parts[3].array?.map(Mark.init),
            let generation = Int(exactly: numbers[0]), let epoch = Int(exactly: numbers[1]),
            let position = Self.count(numbers[3]), let handedOut = Self.count(numbers[5]),
            FormulaDate(milliseconds: numbers[6]) != nil
        else { throw Self.invalid("is not one that this server gave") }
        guard fingerprint == query.fingerprint, marks.count == query.sort.count else {
            throw Self.invalid("belongs to another query")
        }
        guard viewList == query.view?.digest ?? "" else {
            throw Self.invalid("belongs to a list of the view that is not kept any more")
        }
        self.viewList = viewList
        self.generation = generation
        self.epoch = epoch
        version = numbers[2]
        self.position = position
        key = numbers[4]
        self.id = id
        self.marks = marks
        self.handedOut = handedOut
        now = numbers[6]
    }

    fileprivate static func parts(_ text: String) -> [JSONValue]? {
        let parts = bytes(base64: text).flatMap { try? JSONValue(parsing: $0) }?.array
        return parts?.count == 5 ? parts : nil
    }

    /// A count that a listing can have. Anybody can write a token: what is calculated with its numbers
    /// must not overflow.
    private static func count(_ number: Int64) -> Int? {
        (0...StorageLimits.tokenCount).contains(number) ? Int(number) : nil
    }

    /// Base64 for URLs, without padding (RFC 4648, section 5).
    fileprivate static func base64(_ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString().utf8
        return String(unsafeUninitializedCapacity: text.count) { output in
            var count = 0
            for byte in text where byte != UInt8(ascii: "=") {
                output[count] =
                    switch byte {
                    case UInt8(ascii: "+"): UInt8(ascii: "-")
                    case UInt8(ascii: "/"): UInt8(ascii: "_")
                    default: byte
                    }
                count += 1
            }
            return count
        }
    }

    fileprivate static func bytes(base64 text: String) -> [UInt8]? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map(Array.init)
    }
}

extension PageToken.Mark {
    fileprivate var json: JSONValue {
        switch self {
        case .value(.null): .null
        case .value(.integer(let number)): .number(JSONNumber(literal: String(number)))
        case .value(.real(let number)): ["r": .string(String(number.bitPattern))]
        case .value(.text(let text)): .string(text)
        case .value(.blob(let bytes)): ["b": .string(PageToken.base64(bytes))]
        case .digest(let digest): ["d": .string(digest)]
        }
    }

    fileprivate init(_ json: JSONValue) {
        if let text = json.string {
            self = .value(.text(text))
        } else if let number = json.number?.integer {
            self = .value(.integer(number))
        } else if let bits = json["r"]?.string.flatMap({ UInt64($0) }) {
            self = .value(.real(Double(bitPattern: bits)))
        } else if let bytes = json["b"]?.string.flatMap({ PageToken.bytes(base64: $0) }) {
            self = .value(.blob(bytes))
        } else if let digest = json["d"]?.string {
            self = .digest(digest)
        } else {
            self = .value(.null)
        }
    }
}

extension RecordQuery {
    /// The `ViewRecords.digest` of the list that the page before is of; nil for a first page.
    package var viewList: String? {
        guard case .token(let text) = start else { return nil }
        return PageToken.parts(text)?[4].string
    }

    /// Which records in which order, without which part of them.
    var fingerprint: String {
        var parts = [table.id.rawValue]
        parts += ids.map { ["ids"] + $0 } ?? []
        for condition in conditions {
            parts += [
                condition.field.id.rawValue, String(condition.isNegated),
                condition.operator.rawValue,
            ]
            parts += condition.operands
        }
        parts += sort.map { ($0.isDescending ? "-" : "+") + $0.field.id.rawValue }
        if let date = modifiedAfter { parts.append(String(date.timeIntervalSince1970)) }
        if let filter { parts += ["formula", filter.text] }
        if let view { parts += ["view", view.view] }
        if let search { parts += ["search", search] }
        if let maxRecords { parts += ["max", String(maxRecords)] }
        var hash = SHA256()
        for var part in parts {
            withUnsafeBytes(of: UInt32(part.utf8.count)) { hash.update(bufferPointer: $0) }
            part.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        }
        return PageToken.base64(Array(hash.finalize().prefix(9)))
    }
}
