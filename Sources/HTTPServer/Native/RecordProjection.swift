import AirtableAPI
import NIOCore
import Storage

/// Some fields of a record, cut out of its bytes: cells stay as Airtable wrote them, in its order,
/// but links whose records are wanted in their place.
struct RecordProjection: Sendable {
    /// The names of the fields that are kept; nil for all.
    private let kept: Set<String>?
    /// The fields that must be there, null where a record has no cell; in the order of the table.
    private let required: [Required]
    /// What fields are called in the output, with quotation marks and colon, by their names; nil
    /// where they keep their names.
    private let keys: [String: [UInt8]]?
    private let expansion: RecordExpansion

    private struct Required: Sendable {
        let name: String
        /// `"name":null`
        let member: [UInt8]
    }

    /// - Parameters:
    ///   - fields: the fields that are kept; nil for all of the table.
    ///   - fillsEmpty: whether empty cells are present as null.
    ///   - isByFieldID: whether cells are keyed by their fields' ids in place of their names; cells
    ///     of fields that the table does not have yet are left out then.
    ///   - expansion: the links in whose place their records are written.
    init(
        fields: [StoredField]?, of table: StoredTable, fillsEmpty: Bool, isByFieldID: Bool = false,
        expansion: RecordExpansion = RecordExpansion()
    ) {
        self.expansion = expansion
        kept = fields.map { Set($0.map(\.name)) }
        keys =
            isByFieldID
            ? Dictionary(
                table.fields.map { ($0.name, Array("\"\($0.id.rawValue)\":".utf8)) },
                uniquingKeysWith: { first, _ in first }) : nil
        guard fillsEmpty else {
            required = []
            return
        }
        required = (fields ?? table.fields).map { field in
            var member: [UInt8] = []
            JSONText.appendQuoted(field.name, to: &member)
            member += Array(":null".utf8)
            return Required(name: field.name, member: member)
        }
    }

    /// - Parameters:
    ///   - linked: reads the linked records; needed where there is an expansion.
    ///   - place: the fields that led to this record, where another one links it.
    func write(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer,
        with linked: LinkedRecords? = nil, place: [String] = []
    ) throws {
        let bytes = record.bindMemory(to: UInt8.self)
        var scanner = JSONScanner(bytes)
        var isFirst = true
        try scanner.beginObject()
        output.writeInteger(UInt8(ascii: "{"))
        while let key = try scanner.nextKey(isFirst: isFirst) {
            if !isFirst { output.writeInteger(UInt8(ascii: ",")) }
            isFirst = false
            Self.writeKey(key, of: bytes, to: &output)
            if scanner.text(of: key) == "fields" {
                try writeFields(&scanner, bytes, to: &output) { name, cell, output in
                    if let linked, let link = expansion.links[name] {
                        try linked.write(cell, link, place: place + [name], to: &output)
                    } else {
                        output.writeBytes(cell)
                    }
                }
            } else {
                output.writeBytes(UnsafeBufferPointer(rebasing: bytes[try scanner.skipValue()]))
            }
        }
        output.writeInteger(UInt8(ascii: "}"))
    }

    private func writeFields(
        _ scanner: inout JSONScanner, _ bytes: UnsafeBufferPointer<UInt8>,
        to output: inout ByteBuffer,
        cell writeCell: (String, UnsafeBufferPointer<UInt8>, inout ByteBuffer) throws -> Void
    ) throws {
        var isFirst = true
        var isEmpty = true
        var present: Set<String> = []
        try scanner.beginObject()
        output.writeInteger(UInt8(ascii: "{"))
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let name = scanner.text(of: key)
            let cell = try scanner.skipValue()
            guard kept?.contains(name) ?? true else { continue }
            let own = keys?[name]
            // A field that came after the schema was read has no id yet.
            if keys != nil, own == nil { continue }
            if !isEmpty { output.writeInteger(UInt8(ascii: ",")) }
            isEmpty = false
            if let own {
                output.writeBytes(own)
            } else {
                Self.writeKey(key, of: bytes, to: &output)
            }
            try writeCell(name, UnsafeBufferPointer(rebasing: bytes[cell]), &output)
            if !required.isEmpty { present.insert(name) }
        }
        for field in required where !present.contains(field.name) {
            if !isEmpty { output.writeInteger(UInt8(ascii: ",")) }
            isEmpty = false
            output.writeBytes(field.member)
        }
        output.writeInteger(UInt8(ascii: "}"))
    }

    private static func writeKey(
        _ key: JSONScanner.StringToken, of bytes: UnsafeBufferPointer<UInt8>,
        to output: inout ByteBuffer
    ) {
        output.writeInteger(UInt8(ascii: "\""))
        output.writeBytes(UnsafeBufferPointer(rebasing: bytes[key.range]))
        output.writeString("\":")
    }
}
