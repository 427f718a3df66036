import AirtableAPI
import HTTPTypes

/// Links and attachments of a write request.
extension SimulatedBase.State {
    /// The ids of the linked records, each once. With typecast a text that is no id is the name of
    /// a record, which is made where there is none.
    mutating func links(
        _ value: WrittenValue, _ context: WriteContext
    ) throws(Refusal) -> JSONValue {
        guard case .links(let options) = value.field.options else { throw value.refused }
        var ids: [RecordID] = []
        for text in try value.texts() {
            let id = try link(text, to: options.linkedTableID, value, context)
            if !ids.contains(id) { ids.append(id) }
        }
        return .array(ids.map { .string($0.rawValue) })
    }

    private mutating func link(
        _ text: String, to table: TableID, _ value: WrittenValue, _ context: WriteContext
    ) throws(Refusal) -> RecordID {
        if tables[table]?.record(RecordID(text)) != nil { return RecordID(text) }
        guard value.isTypecast, !RecordID.isWellFormed(text) else {
            throw .unprocessable(.rowDoesNotExist(text))
        }
        guard let schema = schema.table(table), let primary = schema.primaryField else {
            throw value.refused
        }
        let named = tables[table]?.records.first {
            ComputedCell.text($0.cells[primary.name]) == text
        }
        if let named { return named.id }
        let cells = try writtenCells(
            [primary.name: .string(text)], of: table, before: nil, context)
        return try add(cells, to: table, context)
    }

    /// Adds a record as somebody who writes by the API.
    mutating func add(
        _ cells: JSONObject, to table: TableID, _ context: WriteContext
    ) throws(Refusal) -> RecordID {
        guard let schema = schema.table(table) else {
            throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
        }
        var cells = cells
        for field in schema.fields where [.createdBy, .lastModifiedBy].contains(field.type) {
            cells[field.name] = .object(context.author.collaborator)
        }
        do throws(SimulatorError) {
            return try create(nil, in: schema, cells: cells, at: context.date)
        } catch {
            throw .unprocessable(.invalidRequest)
        }
    }

    // MARK: Attachments

    /// New attachments by URL, and those of the cell by id. Nothing is downloaded: the URL stays.
    mutating func attachments(
        _ value: WrittenValue, _ before: JSONObject?
    ) throws(Refusal) -> JSONValue {
        let items = value.json.array ?? (value.isTypecast ? [value.json] : nil)
        guard let items else { throw value.refused }
        let present = before?[value.field.name]?.array ?? []
        var attachments: [JSONValue] = []
        for item in items {
            attachments.append(try attachment(item, value, before == nil ? nil : present))
        }
        return .array(attachments)
    }

    private mutating func attachment(
        _ item: JSONValue, _ value: WrittenValue, _ present: [JSONValue]?
    ) throws(Refusal) -> JSONValue {
        func refuse(_ detail: String) -> Refusal {
            .unprocessable(.attachment(detail, value.field))
        }
        if let id = item["id"] {
            guard let present else { throw refuse("a new record takes no attachment ids") }
            guard var kept = present.first(where: { $0["id"] == id })?.object else {
                throw refuse("the record has no attachment of that id")
            }
            if let name = item["filename"]?.string { kept["filename"] = .string(name) }
            return .object(kept)
        }
        guard let url = item["url"]?.string ?? (value.isTypecast ? item.string : nil) else {
            throw refuse("it has neither url nor id")
        }
        let scheme = url.lowercased()
        guard scheme.hasPrefix("https://") || scheme.hasPrefix("http://") else {
            throw refuse("the url is not one of http or https")
        }
        return [
            "id": .string(random.identifier(AttachmentID.prefix)), "url": .string(url),
            "filename": .string(item["filename"]?.string ?? Self.fileName(of: url)),
        ]
    }

    /// The last component of a URL's path.
    private static func fileName(of url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2)
        guard let last = path.last else { return "attachment" }
        return QueryString.decode(last) ?? String(last)
    }
}
