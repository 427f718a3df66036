import NIOCore
import Storage

/// How records are written under `/v0`: as they came, cut to fields, or keyed by field id.
struct AirtableRecordFormat: Sendable {
    private let projection: RecordProjection?

    /// - Parameter fields: those that are kept; nil for all.
    init(fields: [StoredField]?, of table: StoredTable, isByFieldID: Bool) {
        projection =
            fields == nil && !isByFieldID
            ? nil
            : RecordProjection(
                fields: fields, of: table, fillsEmpty: false, isByFieldID: isByFieldID)
    }

    /// Whether records are copied as they are.
    var isCopy: Bool { projection == nil }

    func write(_ record: UnsafeRawBufferPointer, to output: inout ByteBuffer) throws {
        if let projection {
            try projection.write(record, to: &output)
        } else {
            output.writeBytes(record)
        }
    }
}
