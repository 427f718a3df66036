import AirtableAPI
import NIOCore
import Storage

/// Writes records as CSV by RFC 4180: `id`, `createdTime`, then one column for each field.
///
/// A text cell is the text itself, a list of texts is joined by `, `, everything else is its JSON.
/// Nothing is put before cells that a spreadsheet would take for a formula: the export must give
/// back what is in Airtable.
struct CSVWriter: Sendable {
    private let names: [String]
    private let positions: [String: Int]

    init(_ fields: [StoredField]) {
        names = fields.map(\.name)
        positions = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func writeHeader(to output: inout ByteBuffer) {
        for (index, name) in (["id", "createdTime"] + names).enumerated() {
            if index > 0 { output.writeInteger(UInt8(ascii: ",")) }
            Self.writeCell(Array(name.utf8), to: &output)
        }
        output.writeString("\r\n")
    }

    func write(_ record: UnsafeRawBufferPointer, to output: inout ByteBuffer) throws {
        let bytes = record.bindMemory(to: UInt8.self)
        var id: [UInt8] = []
        var createdTime: [UInt8] = []
        var cells = [Range<Int>?](repeating: nil, count: names.count)
        var scanner = JSONScanner(bytes)
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            switch scanner.text(of: key) {
            case "id": id = try Self.text(bytes, try scanner.skipValue())
            case "createdTime": createdTime = try Self.text(bytes, try scanner.skipValue())
            case "fields": try readFields(&scanner, into: &cells)
            default: _ = try scanner.skipValue()
            }
        }
        Self.writeCell(id, to: &output)
        output.writeInteger(UInt8(ascii: ","))
        Self.writeCell(createdTime, to: &output)
        for cell in cells {
            output.writeInteger(UInt8(ascii: ","))
            if let cell { Self.writeCell(try Self.text(bytes, cell), to: &output) }
        }
        output.writeString("\r\n")
    }

    private func readFields(
        _ scanner: inout JSONScanner, into cells: inout [Range<Int>?]
    ) throws {
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let cell = try scanner.skipValue()
            if let position = positions[scanner.text(of: key)] { cells[position] = cell }
        }
    }

    /// The text of a cell, in UTF-8.
    private static func text(
        _ bytes: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>
    ) throws -> [UInt8] {
        var scanner = JSONScanner(bytes, in: cell)
        switch try scanner.peekKind() {
        case .string: return Array(scanner.text(of: try scanner.string()).utf8)
        case .null: return []
        case .array: return try joined(&scanner) ?? Array(bytes[cell])
        default: return Array(bytes[cell])
        }
    }

    /// The elements joined, if all are texts; nil otherwise.
    private static func joined(_ scanner: inout JSONScanner) throws -> [UInt8]? {
        var output: [UInt8] = []
        var isFirst = true
        try scanner.beginArray()
        while try scanner.nextElement(isFirst: isFirst) {
            guard try scanner.peekKind() == .string else { return nil }
            if !isFirst { output += [UInt8(ascii: ","), UInt8(ascii: " ")] }
            isFirst = false
            output += Array(scanner.text(of: try scanner.string()).utf8)
        }
        return output
    }

    private static func writeCell(_ text: [UInt8], to output: inout ByteBuffer) {
        let needsQuotes = text.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0D || byte == 0x0A
        }
        guard needsQuotes else {
            output.writeBytes(text)
            return
        }
        output.writeInteger(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") { output.writeInteger(byte) }
            output.writeInteger(byte)
        }
        output.writeInteger(UInt8(ascii: "\""))
    }
}
