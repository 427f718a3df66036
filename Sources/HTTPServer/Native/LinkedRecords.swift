import AirtableAPI
import NIOCore
import Storage

/// Writes linked records in place of their ids, for one page.
///
/// A record that several others link is read once. A link to a record that is not there is written
/// as an object with its id alone. Paths end, so records that link in circles do no harm.
final class LinkedRecords {
    private let session: ReadSession
    private let addresses: AttachmentAddresses?
    private let maximumBytes: Int
    private var writtenBytes = 0
    /// Written records by their tables and ids; those whose own links are expanded stand under the
    /// place of their link, since one record may be expanded in several ways.
    private var known: [Key: ByteBuffer] = [:]

    private struct Key: Hashable {
        let place: [String]
        let table: TableID
        let id: String
    }

    /// - Parameters:
    ///   - session: reads the same state as the records that are written.
    ///   - addresses: what stands in them in place of Airtable's addresses of attachments.
    ///   - maximumBytes: of all linked records together.
    init(_ session: ReadSession, addresses: AttachmentAddresses?, maximumBytes: Int) {
        self.session = session
        self.addresses = addresses
        self.maximumBytes = maximumBytes
    }

    /// Writes a cell of record ids.
    ///
    /// - Parameters:
    ///   - cell: the array as Airtable sent it; anything else is copied.
    ///   - place: the fields that led here, and the one of the cell.
    /// - Throws: `HTTPServerError` when the page grows too large.
    func write(
        _ cell: UnsafeBufferPointer<UInt8>, _ link: RecordExpansion.Link, place: [String],
        to output: inout ByteBuffer
    ) throws {
        guard let ids = Self.ids(cell) else {
            output.writeBytes(cell)
            return
        }
        output.writeInteger(UInt8(ascii: "["))
        for (index, id) in ids.enumerated() {
            if index > 0 { output.writeInteger(UInt8(ascii: ",")) }
            let record = try record(id, link, place: place)
            writtenBytes += record.readableBytes
            guard writtenBytes <= maximumBytes else {
                throw HTTPServerError(
                    .expansionTooLarge,
                    "The linked records of a page have more than \(maximumBytes) bytes.",
                    hint: "Ask for fewer records, with 'pageSize', or expand fewer links.")
            }
            output.writeImmutableBuffer(record)
        }
        output.writeInteger(UInt8(ascii: "]"))
    }

    private func record(
        _ id: String, _ link: RecordExpansion.Link, place: [String]
    ) throws -> ByteBuffer {
        let key = Key(place: link.inner.isEmpty ? [] : place, table: link.table.id, id: id)
        if let written = known[key] { return written }
        var written = ByteBuffer()
        // The bytes are copied: reading further records would take away what was lent.
        let copy = try session.record(id, table: link.table, addresses: addresses) { Array($0) }
        if let bytes = copy {
            if link.inner.isEmpty {
                written.writeBytes(bytes)
            } else {
                let projection = RecordProjection(
                    fields: nil, of: link.table, fillsEmpty: false, expansion: link.inner)
                try bytes.withUnsafeBytes { bytes in
                    try projection.write(bytes, to: &written, with: self, place: place)
                }
            }
        } else {
            let alone: JSONValue = ["id": .string(id)]
            written.writeBytes(alone.bytes)
        }
        known[key] = written
        return written
    }

    /// The texts of an array; nil for anything else.
    private static func ids(_ cell: UnsafeBufferPointer<UInt8>) -> [String]? {
        guard let items = (try? JSONValue(parsing: Array(cell)))?.array else { return nil }
        let ids = items.compactMap(\.string)
        return ids.count == items.count ? ids : nil
    }
}

@available(*, unavailable)
extension LinkedRecords: Sendable {}
