import AirtableAPI
import HTTPTypes
import Synchronization

/// Changes of records as Airtable's API makes them.
extension SimulatedBase {
    /// Makes a change as one edit whose source is the public API; all of it, or nothing.
    ///
    /// - Parameters:
    ///   - change: what is done.
    ///   - answer: what is said about it, when cells have been computed.
    func write<Change: Sendable>(
        _ change: (inout State) throws(Refusal) -> Change,
        answer: (State, Change) -> [UInt8]
    ) throws(Refusal) -> [UInt8] {
        let result: Result<[UInt8], Refusal> = state.withLock { state in
            let before = state
            do throws(Refusal) {
                let change = try change(&state)
                state.commit(source: "publicApi")
                return .success(answer(state, change))
            } catch {
                state = before
                return .failure(error)
            }
        }
        return try result.get()
    }
}

/// What a write request did, record by record.
struct WrittenRecords: Sendable {
    /// In the order of the request.
    var ids: [RecordID] = []
    var created: [RecordID] = []
    var updated: [RecordID] = []
}

extension SimulatedBase.State {
    /// Creates, changes or upserts the records of a request's body.
    mutating func write(
        _ body: WriteBody, _ write: RecordWrite, to table: TableID, _ context: WriteContext
    ) throws(Refusal) -> WrittenRecords {
        var written = WrittenRecords()
        let replaces = write.replaces
        let mergeFields = try mergeFields(body, of: table)
        for element in body.elements {
            var id = try element.id.map { (id) throws(Refusal) in
                try existing(id, in: table, isBatch: body.isBatch)
            }
            if id == nil, !mergeFields.isEmpty {
                id = try match(element.cells, mergeFields, in: table, context)
            }
            if let id {
                try change(id, element.cells, of: table, replaces: replaces, context)
                if !written.ids.contains(id) { written.updated.append(id) }
                written.ids.append(id)
            } else {
                let cells = try writtenCells(element.cells, of: table, before: nil, context)
                let id = try add(cells, to: table, context)
                written.created.append(id)
                written.ids.append(id)
            }
        }
        return written
    }

    private func existing(
        _ id: String, in table: TableID, isBatch: Bool
    ) throws(Refusal) -> RecordID {
        let record = RecordID(id)
        guard tables[table]?.record(record) == nil else { return record }
        if isBatch { throw .unprocessable(.rowDoesNotExist(id)) }
        throw Refusal(.notFound, RecordID.isWellFormed(id) ? .recordNotFound : .notFound)
    }

    private mutating func change(
        _ id: RecordID, _ values: JSONObject, of table: TableID, replaces: Bool,
        _ context: WriteContext
    ) throws(Refusal) {
        guard let before = tables[table]?.record(id)?.cells else { return }
        var cells = try writtenCells(values, of: table, before: before, context)
        guard let schema = schema.table(table) else { return }
        if replaces {
            for field in schema.fields where !field.type.isComputed && cells[field.name] == nil {
                cells[field.name] = .null
            }
        }
        let isChanged = cells.members.contains { name, value in
            (value.isEmptyCell ? nil : value) != before[name]
        }
        guard isChanged else { return }
        for field in schema.fields where field.type == .lastModifiedBy {
            cells[field.name] = .object(context.author.collaborator)
        }
        do throws(SimulatorError) {
            try update(id, in: schema, cells: cells)
        } catch {
            throw .unprocessable(.invalidRequest)
        }
    }

    // MARK: Upserts

    /// The kinds of fields that an upsert may merge on.
    private static let mergeTypes: Set<FieldType> = [
        .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber, .number, .percent,
        .currency, .duration, .rating, .singleSelect, .multipleSelects, .date, .dateTime,
    ]

    private func mergeFields(
        _ body: WriteBody, of table: TableID
    ) throws(Refusal) -> [FieldSchema] {
        var fields: [FieldSchema] = []
        for name in body.mergeFields ?? [] {
            guard let field = schema.table(table)?.field(idOrName: name) else {
                throw .unprocessable(.unknownFieldName(name))
            }
            guard Self.mergeTypes.contains(field.type) else {
                throw .unprocessable(.invalidRequest)
            }
            fields.append(field)
        }
        return fields
    }

    /// The one record whose cells of the merge fields are those of the request; nil where there is
    /// none. An empty value is like no other.
    private mutating func match(
        _ values: JSONObject, _ fields: [FieldSchema], in table: TableID, _ context: WriteContext
    ) throws(Refusal) -> RecordID? {
        var keys = JSONObject()
        for field in fields {
            guard let value = values[field.name] ?? values[field.id.rawValue] else {
                throw .unprocessable(.invalidRequest)
            }
            keys[field.name] = value
        }
        let wanted = try writtenCells(keys, of: table, before: nil, context)
        guard wanted.members.allSatisfy({ !$0.value.isEmptyCell }) else { return nil }
        let found = (tables[table]?.records ?? []).filter { record in
            let cells = record.cells
            return wanted.members.allSatisfy { cells[$0.name] == $0.value }
        }
        guard found.count < 2 else { throw .unprocessable(.invalidRequest) }
        return found.first?.id
    }

    // MARK: Deleting

    /// Deletes records of a table: none of them where one is missing.
    mutating func remove(
        _ ids: [String], from table: TableID, isBatch: Bool
    ) throws(Refusal) {
        var records: [RecordID] = []
        for id in ids { records.append(try existing(id, in: table, isBatch: isBatch)) }
        guard let schema = schema.table(table) else { return }
        for record in Set(records).sorted() {
            do throws(SimulatorError) {
                try delete(record, in: schema)
            } catch {
                throw .unprocessable(.rowDoesNotExist(record.rawValue))
            }
        }
    }
}

extension RecordWrite {
    /// Whether cells are cleared that the request does not name.
    fileprivate var replaces: Bool {
        switch self {
        case .updateMany(let replaces), .update(_, let replaces): replaces
        case .create, .delete, .deleteMany: false
        }
    }
}
