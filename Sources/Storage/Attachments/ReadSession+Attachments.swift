package import AirtableAPI
import FoundationEssentials

extension ReadSession {
    /// Hands out every attachment that the cells of a table's attachment fields name.
    ///
    /// Only those cells are read; lookups name what another table has.
    package func attachments(
        of table: StoredTable, each: (NamedAttachment) -> Void
    ) throws {
        for field in table.fields where field.schema.type == .multipleAttachments {
            let column = SQLIdentifier.quoted(field.columnName)
            try eachCell(
                """
                SELECT \(TableLayout.recordIDColumn), \(column) FROM \(table.quotedSQLName)
                WHERE \(column) IS NOT NULL
                """
            ) { record, cell in
                let place = AttachmentPlace(
                    base: generation.base, table: table.id, record: RecordID(record),
                    field: field.id)
                for attachment in Attachment.all(in: try JSONValue(parsing: cell)) {
                    each(NamedAttachment(attachment, at: place))
                }
            }
        }
    }

    /// The attachments in one record's cells, field by field in the order of the table.
    ///
    /// - Returns: nil when the table has no record of that id.
    package func attachments(
        of record: String, in table: StoredTable
    ) throws -> [NamedAttachment]? {
        guard let body = try self.record(record, table: table) else { return nil }
        let fields = try JSONValue(parsing: body)["fields"]
        return table.fields.filter { $0.schema.configuration.mayHoldAttachments }
            .flatMap { field in
                let place = AttachmentPlace(
                    base: generation.base, table: table.id, record: RecordID(record),
                    field: field.id)
                return Attachment.all(in: fields?[field.name])
                    .map { NamedAttachment($0, at: place) }
            }
    }
}

extension BaseStore {
    /// The attachments that the generation kept for rollback names; none where none is kept.
    package func attachmentsOfPrevious() throws -> Set<AttachmentID> {
        guard let number = previousNumber else { return [] }
        let generation = try Generation(folder: folder, base: id, number: number)
        return try generation.read { session in
            var ids: Set<AttachmentID> = []
            for table in session.contents.tables {
                try session.attachments(of: table) { ids.insert($0.attachment.id) }
            }
            return ids
        }
    }
}
