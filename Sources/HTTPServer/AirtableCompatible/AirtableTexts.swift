import AirtableAPI
import FormulaLanguage
import NIOCore
import Storage

/// Cells as the texts that a user would see, for `cellFormat=string`.
struct AirtableTexts: Sendable {
    private let texts: CellText

    /// Nil where values are asked for.
    ///
    /// - Throws: Airtable's 422 without a time zone that there is, or a locale that is known: others
    ///   are an `AirtableQuestion`.
    init?(_ parameters: ListRecordsQuery) throws(AirtableErrorBody) {
        guard parameters.cellFormat == .string else { return nil }
        guard let zone = parameters.timeZone.flatMap(FormulaTimeZone.named),
            let locale = parameters.userLocale.flatMap(DateLocale.named)
        else { throw .invalidRequest }
        texts = CellText(timeZone: zone, locale: locale)
    }

    /// How the cells of a field are written.
    func format(of field: StoredField) -> CellTextFormat {
        texts.format(for: field.schema.configuration)
    }

    /// What reads the names of linked records.
    func names(_ session: ReadSession) -> Names { Names(session, texts) }

    /// The names of linked records, as the records' own cells show them; each read once for a page.
    final class Names {
        private struct Primary {
            let name: String
            let format: CellTextFormat
        }

        private let session: ReadSession
        private let texts: CellText
        private var known: [String: String?] = [:]
        private var primaries: [TableID: Primary] = [:]

        fileprivate init(_ session: ReadSession, _ texts: CellText) {
            self.session = session
            self.texts = texts
        }

        /// The text of a record's primary field; nil for one that is not there.
        ///
        /// - Parameter table: the one that the link leads to.
        func name(of id: String, in table: TableID) throws -> String? {
            if let name = known[id] { return name }
            let name = try session.contents.table(table.rawValue).flatMap { table in
                try session.record(id, table: table) { try self.name($0, table) } ?? nil
            }
            known.updateValue(name, forKey: id)
            return name
        }

        private func name(
            _ record: UnsafeRawBufferPointer, _ table: StoredTable
        ) throws -> String? {
            guard let primary = primary(of: table) else { return nil }
            let cell = try Self.cell(primary.name, of: record)
            // A primary field is no link, so nothing in it has a name to look up.
            return primary.format.text(of: cell) { _ in nil }
        }

        private func primary(of table: StoredTable) -> Primary? {
            if let known = primaries[table.id] { return known }
            guard let field = table.schema.primaryField else { return nil }
            let primary = Primary(
                name: field.name, format: texts.format(for: field.configuration))
            primaries[table.id] = primary
            return primary
        }

        /// A cell of a record, whose other cells are passed over.
        private static func cell(
            _ name: String, of record: UnsafeRawBufferPointer
        ) throws -> JSONValue {
            let bytes = record.bindMemory(to: UInt8.self)
            var scanner = JSONScanner(bytes)
            guard try scanner.find("fields"), try scanner.find(name) else { return .null }
            return try JSONValue(parsing: Array(bytes[try scanner.skipValue()]))
        }
    }
}

@available(*, unavailable)
extension AirtableTexts.Names: Sendable {}

extension JSONScanner {
    /// Goes into an object, up to the value of a member.
    ///
    /// - Returns: false when there is no such member.
    fileprivate mutating func find(_ name: String) throws -> Bool {
        var isFirst = true
        try beginObject()
        while let key = try nextKey(isFirst: isFirst) {
            if text(of: key) == name { return true }
            isFirst = false
            _ = try skipValue()
        }
        return false
    }
}
