import AirtableAPI
import NIOCore
import Storage

/// How records are written.
struct RecordFormat: Sendable {
    enum Layout: String, Sendable, CaseIterable {
        case json, csv, ndjson

        var mediaType: String {
            switch self {
            case .json: MediaType.json
            case .csv: MediaType.csv
            case .ndjson: MediaType.ndjson
            }
        }
    }

    var layout: Layout
    /// The columns of CSV: the chosen fields, or all of the table.
    var columns: [StoredField]
    /// What of a record is kept; nil to copy records as they are.
    var projection: RecordProjection?
    /// Whether linked records are written in place of their ids.
    var isExpanded = false
    /// What stands in linked records in place of Airtable's addresses of attachments.
    var addresses: AttachmentAddresses?

    /// What writes linked records of one page; nil where none are wanted.
    func linkedRecords(_ session: ReadSession, _ limits: HTTPLimits) -> LinkedRecords? {
        guard isExpanded else { return nil }
        return LinkedRecords(session, addresses: addresses, maximumBytes: limits.expandedBytes)
    }
}

/// Writes records in a format, one after the other.
struct RecordWriter: Sendable {
    private let format: RecordFormat
    private let csv: CSVWriter

    init(_ format: RecordFormat) {
        self.format = format
        csv = CSVWriter(format.layout == .csv ? format.columns : [])
    }

    /// What stands before the first record.
    func begin(_ output: inout ByteBuffer) {
        if format.layout == .csv { csv.writeHeader(to: &output) }
    }

    /// - Parameters:
    ///   - record: a record object as Airtable sent it.
    ///   - linked: reads linked records where they are wanted.
    func write(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer, with linked: LinkedRecords?
    ) throws {
        switch format.layout {
        case .csv: try csv.write(record, to: &output)
        case .json: try writeObject(record, to: &output, with: linked)
        case .ndjson:
            try writeObject(record, to: &output, with: linked)
            output.writeInteger(UInt8(ascii: "\n"))
        }
    }

    private func writeObject(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer, with linked: LinkedRecords?
    ) throws {
        if let projection = format.projection {
            try projection.write(record, to: &output, with: linked)
        } else {
            output.writeBytes(record)
        }
    }
}
