public import AirtableAPI

/// A record as the simulator holds it: the JSON that a listing sends, ready made.
///
/// Immutable and shared: a snapshot of a table is an array of references.
public final class SimulatedRecord: Sendable {
    public let id: RecordID
    /// The record object as it is sent: `{"id":…,"createdTime":…,"fields":{…}}`, without white
    /// space, keyed by field name.
    public let json: [UInt8]
    /// What this record adds to the digest of its table.
    public let digest: UInt64
    private let createdTimeRange: Range<Int>
    private let fieldsRange: Range<Int>

    /// - Parameters:
    ///   - createdTime: such as `2026-01-31T09:30:00.000Z`.
    ///   - fields: the JSON object with the cells; it is trusted to be one, without white space.
    public init(id: RecordID, createdTime: String, fields: some Collection<UInt8>) {
        var text: [UInt8] = []
        text.reserveCapacity(80 + fields.count)
        text += "{\"id\":\"".utf8
        text += id.rawValue.utf8
        text += "\",\"createdTime\":\"".utf8
        let createdTimeStart = text.count
        text += createdTime.utf8
        createdTimeRange = createdTimeStart..<text.count
        text += "\",\"fields\":".utf8
        let fieldsStart = text.count
        text += fields
        fieldsRange = fieldsStart..<text.count
        text.append(UInt8(ascii: "}"))
        self.id = id
        json = text
        digest = TableDigest.value(ofRecord: text)
    }

    /// - Parameter cells: by field name; empty cells are left out.
    public convenience init(id: RecordID, createdTime: String, cells: JSONObject) {
        let filled = JSONObject(cells.members.filter { !$0.value.isEmptyCell }.map { ($0.0, $0.1) })
        self.init(id: id, createdTime: createdTime, fields: JSONValue.object(filled).bytes)
    }

    public var createdTime: String {
        String(decoding: json[createdTimeRange], as: UTF8.self)
    }

    /// The object with the cells, as it is sent.
    public var fields: ArraySlice<UInt8> { json[fieldsRange] }

    /// The cells by field name, decoded.
    public var cells: JSONObject {
        guard let value = try? JSONValue(parsing: Array(fields)), let object = value.object else {
            preconditionFailure("the cells of \(id) are no JSON object")
        }
        return object
    }

    /// The record with other cells, and otherwise the same.
    func with(cells: JSONObject) -> SimulatedRecord {
        SimulatedRecord(id: id, createdTime: createdTime, cells: cells)
    }

    /// The record with its cells named anew, their values byte for byte as they were.
    ///
    /// - Parameter rename: the new name of a field; nil leaves the cell out.
    func renamed(_ rename: (String) -> String?) -> SimulatedRecord {
        SimulatedRecord(id: id, createdTime: createdTime, fields: renamedFields(rename))
    }

    /// The object with the cells, named anew; see `renamed`.
    func renamedFields(_ rename: (String) -> String?) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "{")]
        output.reserveCapacity(fieldsRange.count)
        json.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer, in: fieldsRange)
            var isFirst = true
            do {
                try scanner.beginObject()
                while let key = try scanner.nextKey(isFirst: isFirst) {
                    isFirst = false
                    let name = scanner.text(of: key)
                    let value = try scanner.skipValue()
                    guard let newName = rename(name) else { continue }
                    if output.count > 1 { output.append(UInt8(ascii: ",")) }
                    JSONText.appendQuoted(newName, to: &output)
                    output.append(UInt8(ascii: ":"))
                    output += buffer[value]
                }
            } catch {
                preconditionFailure("the cells of \(id) are no JSON object: \(error)")
            }
        }
        output.append(UInt8(ascii: "}"))
        return output
    }
}

extension JSONValue {
    /// Whether Airtable leaves such a cell out: empty text, empty list, `false`, null. Zero stays.
    var isEmptyCell: Bool {
        switch self {
        case .null, .bool(false): true
        case .string(let text): text.isEmpty
        case .array(let items): items.isEmpty
        default: false
        }
    }
}

/// The digest of a table: a number for its content, whatever the order of the records.
public enum TableDigest {
    /// The digest of an empty table.
    public static let empty: UInt64 = 0

    /// What one record adds (by wrapping addition) to the digest of its table.
    ///
    /// - Parameter json: the record object exactly as the simulator sent it.
    public static func value(ofRecord json: [UInt8]) -> UInt64 {
        json.withUnsafeBytes { value(ofRecord: $0) }
    }

    /// What one record adds to the digest of its table; see `value(ofRecord:)`.
    public static func value(ofRecord json: UnsafeRawBufferPointer) -> UInt64 {
        // FNV-1a over words of 8 bytes in place of single ones, for speed; mixed, since sums of it
        // alone would cancel out too easily.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = 0
        while index + 8 <= json.count {
            let word = UInt64(
                littleEndian: json.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            hash = SeededGenerator.mix(hash ^ word) &* 0x0000_0100_0000_01B3
            index += 8
        }
        while index < json.count {
            hash = (hash ^ UInt64(json[index])) &* 0x0000_0100_0000_01B3
            index += 1
        }
        return SeededGenerator.mix(hash ^ UInt64(json.count))
    }
}
