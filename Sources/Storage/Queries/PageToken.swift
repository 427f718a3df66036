import AirtableAPI
import Crypto
import FoundationEssentials

/// Where a page ended, as an opaque text: `nextCursor` to users.
///
/// It names the last record by key, id and sort values, so that a page neither skips nor repeats a
/// record while others come and go.
struct PageToken {
    let generation: Int
    /// Of the keys: `RecordKeys.epoch`.
    let epoch: Int
    let key: Int64
    let id: String
    let sortValues: [SQLValue]

    /// - Parameter query: the query that the token belongs to; it is part of the text.
    func text(for query: RecordQuery) -> String {
        let values = sortValues.map { value -> JSONValue in
            switch value {
            case .null: .null
            case .integer(let number): .number(JSONNumber(literal: String(number)))
            case .real(let number): ["r": .string(String(number.bitPattern))]
            case .text(let text): .string(text)
            }
        }
        let json: JSONValue = [
            .string(Self.fingerprint(query)), .number(JSONNumber(generation)),
            .number(JSONNumber(epoch)), .number(JSONNumber(literal: String(key))), .string(id),
            .array(values),
        ]
        return Data(json.bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// - Throws: `StorageError.invalidPageToken` for a text that is none, or of another query.
    init(_ text: String, for query: RecordQuery) throws(StorageError) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded),
            let parts = (try? JSONValue(parsing: Array(data)))?.array, parts.count == 6,
            let fingerprint = parts[0].string, let generation = parts[1].integer,
            let epoch = parts[2].integer, let key = parts[3].number?.integer,
            let id = parts[4].string, let values = parts[5].array
        else { throw Self.invalid("is not one that this server gave") }
        guard fingerprint == Self.fingerprint(query) else {
            throw Self.invalid("belongs to another query")
        }
        self.init(
            generation: generation, epoch: epoch, key: key, id: id,
            sortValues: values.map { value in
                if let text = value.string { return .text(text) }
                if let number = value.number?.integer { return .integer(number) }
                if let bits = value["r"]?.string.flatMap({ UInt64($0) }) {
                    return .real(Double(bitPattern: bits))
                }
                return .null
            })
        guard sortValues.count == query.sort.count else {
            throw Self.invalid("belongs to another query")
        }
    }

    init(generation: Int, epoch: Int, key: Int64, id: String, sortValues: [SQLValue]) {
        self.generation = generation
        self.epoch = epoch
        self.key = key
        self.id = id
        self.sortValues = sortValues
    }

    static func invalid(_ what: String) -> StorageError {
        StorageError(
            .invalidPageToken, "The cursor \(what).",
            hint: "Start again without a cursor, and repeat all other parameters with it.")
    }

    /// Which records in which order, without which part of them.
    private static func fingerprint(_ query: RecordQuery) -> String {
        var parts = [query.table.id.rawValue]
        parts += query.ids.map { ["ids"] + $0 } ?? []
        for condition in query.conditions {
            parts += [
                condition.field.id.rawValue, String(condition.isNegated),
                condition.operator.rawValue,
            ]
            parts += condition.operands
        }
        parts += query.sort.map { ($0.isDescending ? "-" : "+") + $0.field.id.rawValue }
        if let date = query.modifiedAfter { parts.append(String(date.timeIntervalSince1970)) }
        let text = JSONValue.array(parts.map(JSONValue.string)).bytes
        return SHA256.hash(data: text).prefix(6).map { String($0, radix: 16) }.joined(
            separator: ".")
    }
}
