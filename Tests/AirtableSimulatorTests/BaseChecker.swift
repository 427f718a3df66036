import AirtableAPI
import AirtableSimulator

/// Checks a base against its own schema: cell shapes, choices, links both ways, lookups and counts.
struct BaseChecker {
    private let schema: BaseSchema
    private let cells: [RecordID: JSONObject]
    private let records: [TableID: [SimulatedRecord]]

    init(_ base: SimulatedBase) {
        schema = base.schema
        records = Dictionary(
            uniqueKeysWithValues: base.schema.tables.map { ($0.id, base.records($0.id)) })
        cells = Dictionary(
            uniqueKeysWithValues: records.values.joined().map { ($0.id, $0.cells) })
    }

    func problems() -> [String] {
        schema.tables.flatMap { table in
            (records[table.id] ?? []).flatMap { problems(of: $0, in: table) }
        }
    }

    private func problems(of record: SimulatedRecord, in table: TableSchema) -> [String] {
        let own = cells[record.id] ?? [:]
        var problems = own.names.filter { name in !table.fields.contains { $0.name == name } }
        for field in table.fields where !isRight(own[field.name], field, table, record.id) {
            problems.append(
                "\(table.name) \(record.id) \(field.name): \(own[field.name]?.text ?? "empty")")
        }
        return problems
    }

    private func isRight(
        _ cell: JSONValue?, _ field: FieldSchema, _ table: TableSchema, _ record: RecordID
    ) -> Bool {
        switch field.options {
        case .links(let options): return linksAreMirrored(cell, options, record)
        case .count(_, let link):
            return cell?.integer == links(record, table, link).count
        case .lookup(let options):
            let values = links(record, table, options.recordLinkFieldID).flatMap {
                value($0, options.fieldIDInLinkedTable)
            }
            return (cell?.array ?? []) == values
        case .choices(let choices):
            let names = Set(choices.map(\.name))
            let used =
                cell?.array?.compactMap(\.string) ?? cell.flatMap(\.string).map { [$0] } ?? []
            return names.isSuperset(of: used)
        default: return cell.map { hasShape($0, field.type) } ?? true
        }
    }

    private func hasShape(_ cell: JSONValue, _ type: FieldType) -> Bool {
        switch type {
        case .number, .percent, .currency, .duration: cell.number != nil
        case .autoNumber, .rating: (cell.integer ?? 0) > 0
        case .checkbox: cell == true
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber:
            cell.string != nil
        case .date: cell.string?.utf8.count == 10
        case .dateTime, .createdTime, .lastModifiedTime: cell.string?.utf8.count == 24
        case .singleCollaborator, .createdBy, .lastModifiedBy:
            UserID.isWellFormed(cell["id"]?.string ?? "")
        case .multipleAttachments:
            cell.array?.allSatisfy { AttachmentID.isWellFormed($0["id"]?.string ?? "") } ?? false
        case .barcode: cell["text"]?.string != nil
        default: true
        }
    }

    private func linksAreMirrored(
        _ cell: JSONValue?, _ options: LinkOptions, _ record: RecordID
    ) -> Bool {
        guard
            let inverse = schema.table(options.linkedTableID)?.fields
                .first(where: { $0.id == options.inverseLinkFieldID })
        else { return false }
        return (cell?.array ?? []).allSatisfy { id in
            let back = id.string.flatMap { cells[RecordID($0)] }?[inverse.name]?.array
            return back?.contains(.string(record.rawValue)) ?? false
        }
    }

    private func links(_ record: RecordID, _ table: TableSchema, _ link: FieldID?) -> [RecordID] {
        guard let field = table.fields.first(where: { $0.id == link }) else { return [] }
        return (cells[record]?[field.name]?.array ?? []).compactMap {
            $0.string.map { RecordID($0) }
        }
    }

    private func value(_ record: RecordID, _ field: FieldID?) -> [JSONValue] {
        let name = schema.tables.lazy.flatMap(\.fields).first { $0.id == field }?.name
        guard let cell = name.flatMap({ cells[record]?[$0] }) else { return [] }
        return cell.array ?? [cell]
    }
}
