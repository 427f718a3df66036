import AirtableAPI

/// The schema of one synthetic table and the ids of its links.
struct SyntheticLayout: Sendable {
    static let statuses = ["Backlog", "In progress", "Waiting", "Done", "Dropped"]
    static let tags = ["blue", "green", "größer", "срочно", "重要", "🚀 launch"]

    let schema: TableSchema

    /// The layouts of all tables, since each links to the next.
    static func layouts(count: Int, _ builder: inout SchemaBuilder) -> [SyntheticLayout] {
        let ids = (0..<count).map { _ in builder.tableID() }
        let next = (0..<count).map { _ in builder.fieldID() }
        let previous = (0..<count).map { _ in builder.fieldID() }
        return (0..<count).map { index in
            let follower = (index + 1) % count
            let leader = (index + count - 1) % count
            var fields = plainFields(&builder)
            fields.append(
                FieldSchema(
                    id: next[index], name: "Next", type: .multipleRecordLinks,
                    rawOptions: Options.links(
                        to: ids[follower], inverse: previous[follower], isSingle: true)))
            fields.append(
                FieldSchema(
                    id: previous[index], name: "Previous", type: .multipleRecordLinks,
                    rawOptions: Options.links(to: ids[leader], inverse: next[leader])))
            fields += computedFields(fields, next: next[index], &builder)
            return SyntheticLayout(
                schema: builder.table("Table \(index + 1)", id: ids[index], fields: fields))
        }
    }

    private static func plainFields(_ builder: inout SchemaBuilder) -> [FieldSchema] {
        [
            builder.field("Name", .singleLineText),
            builder.field(
                "Revision", .number, Options.precision(0),
                description: "Moves with each change; for tests."),
            builder.field("Amount", .currency, Options.currency("€")),
            builder.field("Notes", .multilineText),
            builder.field("Rich notes", .richText),
            builder.field("E-mail", .email),
            builder.field("Website", .url),
            builder.field("Phone", .phoneNumber),
            builder.field("Score", .number, Options.precision(3)),
            builder.field("Share", .percent, Options.precision(1)),
            builder.field("Time spent", .duration, Options.duration),
            builder.field("Stars", .rating, Options.rating),
            builder.field("Done", .checkbox, Options.checkbox),
            builder.field("Due", .date, Options.date),
            builder.field("Seen at", .dateTime, Options.dateTime),
            builder.field("Status", .singleSelect, builder.choices(statuses)),
            builder.field("Tags", .multipleSelects, builder.choices(tags)),
            builder.field("Owner", .singleCollaborator),
            builder.field("Team", .multipleCollaborators),
            builder.field("Files", .multipleAttachments, Options.attachments),
            builder.field("Code", .barcode),
        ]
    }

    private static func computedFields(
        _ fields: [FieldSchema], next: FieldID, _ builder: inout SchemaBuilder
    ) -> [FieldSchema] {
        let name = fields[0].id
        let number = Options.result("number", Options.precision(0))
        return [
            builder.field("Number", .autoNumber),
            builder.field(
                "Label", .formula,
                Options.formula("\"#\"&{\(name)}", [name], result: Options.result("singleLineText"))
            ),
            builder.field(
                "Next name", .multipleLookupValues,
                Options.lookup(next, name, result: Options.result("singleLineText"))),
            builder.field("Next count", .count, Options.count(next)),
            builder.field(
                "Next revision", .rollup, Options.rollup(next, fields[1].id, result: number)),
            builder.field("Created", .createdTime, Options.createdTime),
            builder.field("Modified by", .lastModifiedBy),
        ]
    }
}
