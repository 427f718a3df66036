import AirtableAPI

/// The one table of bases that are about attachments.
enum FilesTable {
    static let id = TableID("tblFiles000000001")
    /// The field with the files.
    static let field = FieldID("fldFiles000000001")

    static let schema = BaseSchema(tables: [
        TableSchema(
            id: id, name: "Files", primaryFieldID: FieldID("fldName0000000001"),
            fields: [
                FieldSchema(
                    id: FieldID("fldName0000000001"), name: "Name", type: .singleLineText),
                FieldSchema(id: field, name: "Files", type: .multipleAttachments),
            ])
    ])
}
