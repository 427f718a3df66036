import AirtableAPI
import FormulaLanguage
import NIOCore
import Storage

/// How records are written under `/v0`: as they came, cut to fields, keyed by field id, or with their
/// cells as texts.
struct AirtableRecordFormat: Sendable {
    private let projection: RecordProjection?
    /// By the names of fields; nil where cells stay as they are.
    private let texts: [String: TextCell]?

    private struct TextCell: Sendable {
        let key: String
        let format: CellTextFormat
        /// Where the records are that the cells name.
        let linkedTable: TableID?
    }

    /// - Parameters:
    ///   - fields: those that are kept; nil for all.
    ///   - texts: nil where cells stay as they are.
    init(
        fields: [StoredField]?, of table: StoredTable, isByFieldID: Bool, texts: AirtableTexts?
    ) {
        let isCopy = fields == nil && !isByFieldID
        projection =
            isCopy
            ? nil
            : RecordProjection(
                fields: fields, of: table, fillsEmpty: false, isByFieldID: isByFieldID)
        let kept = fields ?? table.fields
        self.texts = texts.map { texts in
            var cells: [String: TextCell] = [:]
            for field in kept {
                cells[field.name] = TextCell(
                    key: isByFieldID ? field.id.rawValue : field.name,
                    format: texts.format(of: field), linkedTable: field.linkedTable)
            }
            return cells
        }
    }

    /// Whether records are copied as they are.
    var isCopy: Bool { projection == nil && texts == nil }

    /// - Parameter names: of linked records, where cells are written as texts.
    func write(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer,
        with names: AirtableTexts.Names
    ) throws {
        if let texts {
            try write(record, as: texts, to: &output, with: names)
        } else if let projection {
            try projection.write(record, to: &output)
        } else {
            output.writeBytes(record)
        }
    }

    /// Empty texts are left out, as empty cells are.
    private func write(
        _ record: UnsafeRawBufferPointer, as texts: [String: TextCell],
        to output: inout ByteBuffer, with names: AirtableTexts.Names
    ) throws {
        var object = try JSONValue(parsing: Array(record)).object ?? [:]
        var cells = JSONObject()
        var failure: (any Error)?
        for (name, cell) in object["fields"]?.object?.members ?? [] {
            guard let field = texts[name] else { continue }
            let text = field.format.text(of: cell) { id in
                do {
                    return try names.name(of: id, in: field.linkedTable)
                } catch {
                    failure = error
                    return nil
                }
            }
            if let failure { throw failure }
            if !text.isEmpty { cells[field.key] = .string(text) }
        }
        object["fields"] = .object(cells)
        output.writeBytes(JSONValue.object(object).bytes)
    }
}
