import AirtableAPI
import FormulaLanguage
import NIOCore
import Storage

/// How records are written under `/v0`: as they came, cut to fields, keyed by field id, or with their
/// cells as texts.
struct AirtableRecordFormat: Sendable {
    private let projection: RecordProjection?
    /// Nil where cells stay as they are.
    private let texts: AirtableTexts?
    /// By the names of fields.
    private let cells: [String: TextCell]

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
        self.texts = texts
        var cells: [String: TextCell] = [:]
        if let texts {
            for field in fields ?? table.fields {
                cells[field.name] = TextCell(
                    key: isByFieldID ? field.id.rawValue : field.name,
                    format: texts.format(of: field), linkedTable: field.linkedTable)
            }
        }
        self.cells = cells
    }

    /// What reads the names of linked records; nil where cells stay as they are.
    func names(_ session: ReadSession) -> AirtableTexts.Names? { texts?.names(session) }

    /// Whether records are copied as they are.
    var isCopy: Bool { projection == nil && texts == nil }

    /// - Parameter names: those of this format.
    func write(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer,
        with names: AirtableTexts.Names?
    ) throws {
        if let names {
            try writeTexts(record, to: &output, with: names)
        } else if let projection {
            try projection.write(record, to: &output)
        } else {
            output.writeBytes(record)
        }
    }

    /// Empty cells are left out, as they are among values.
    private func writeTexts(
        _ record: UnsafeRawBufferPointer, to output: inout ByteBuffer,
        with names: AirtableTexts.Names
    ) throws {
        var object = try JSONValue(parsing: Array(record)).object ?? [:]
        var texts = JSONObject()
        var failure: (any Error)?
        for (name, cell) in object["fields"]?.object?.members ?? [] {
            guard let field = cells[name] else { continue }
            let text = field.format.textUnlessEmpty(of: cell) { id in
                do {
                    return try field.linkedTable.flatMap { try names.name(of: id, in: $0) }
                } catch {
                    failure = error
                    return nil
                }
            }
            if let failure { throw failure }
            if let text { texts[field.key] = .string(text) }
        }
        object["fields"] = .object(texts)
        output.writeBytes(JSONValue.object(object).bytes)
    }
}
