import AirtableAPI
import FoundationEssentials

/// Computing what follows from an edit.
extension SimulatedBase.State {
    /// Computed fields upon computed fields, at most; Airtable itself refuses circles.
    private static let computedDepth = 16

    private typealias Cells = [TableID: [RecordID: Set<FieldID>]]

    /// Computes the cells whose sources an edit changed, and those that follow from them.
    mutating func compute(after edit: Edit, at now: Date) {
        let fields = computedFields ?? allComputedFields()
        computedFields = fields
        guard !fields.isEmpty, !edit.records.isEmpty || !edit.dueFields.isEmpty else { return }
        var changed = changedCells(edit)
        for field in fields where edit.dueFields.contains(field.id) {
            for record in tables[field.table]?.records ?? [] {
                // A new field tells the time of a change that was before it.
                let time = lastModified[field.table]?[record.id].map { AirtableTime.text($0) }
                compute(field, of: record.id, at: time ?? record.createdTime, &changed)
            }
        }
        for depth in 0..<Self.computedDepth where depth == 0 || !changed.isEmpty {
            var next: Cells = [:]
            for field in fields where depth == 0 || !field.followsEditsOnly {
                let records = dueRecords(field, changed) + (depth == 0 ? missing(field, edit) : [])
                for record in records {
                    compute(field, of: record, at: AirtableTime.text(now), &next)
                }
            }
            changed = next
        }
    }

    private func allComputedFields() -> [ComputedField] {
        schema.tables.flatMap { table in table.fields.compactMap { ComputedField($0, in: table) } }
    }

    private func changedCells(_ edit: Edit) -> Cells {
        var cells: Cells = [:]
        for (table, records) in edit.records {
            guard let fields = schema.table(table)?.fields else { continue }
            for (id, was) in records {
                let before = was?.cells ?? [:]
                let after = tables[table]?.record(id)?.cells ?? [:]
                let changed = fields.filter { before[$0.name] != after[$0.name] }.map(\.id)
                guard !changed.isEmpty else { continue }
                cells[table, default: [:]][id] = Set(changed)
            }
        }
        return cells
    }

    /// The new records that lack a cell of a field: a count of nothing is 0, and not empty.
    private func missing(_ field: ComputedField, _ edit: Edit) -> [RecordID] {
        let name = schema.table(field.table)?.fields.first { $0.id == field.id }?.name
        let new = (edit.records[field.table] ?? [:]).filter { $0.value == nil }.keys
        return new.filter { id in
            guard let name, let record = tables[field.table]?.record(id) else { return false }
            return record.cells[name] == nil
        }.sorted()
    }

    /// The records whose cell of a field is to be computed after a change, in order.
    private func dueRecords(_ field: ComputedField, _ changed: Cells) -> [RecordID] {
        var due = Set<RecordID>()
        for (id, cells) in changed[field.table] ?? [:]
        where !cells.isDisjoint(with: field.sources) {
            due.insert(id)
        }
        switch field.kind {
        case .lookup(let value), .rollup(let value, _):
            guard let link = linkField(field) else { break }
            let sources = (changed[link.options.linkedTableID] ?? [:])
                .filter { $0.value.contains(value) }.map(\.key)
            if !sources.isEmpty { due.formUnion(records(field, link, linkingTo: Set(sources))) }
        case .count, .formula, .lastModifiedTime: break
        }
        return due.sorted()
    }

    private func linkField(_ field: ComputedField) -> (name: String, options: LinkOptions)? {
        let link = schema.table(field.table)?.fields.first { $0.id == field.link }
        guard let link, case .links(let options) = link.options else { return nil }
        return (link.name, options)
    }

    /// The records that link to others: by the inverse field where there is one.
    private func records(
        _ field: ComputedField, _ link: (name: String, options: LinkOptions),
        linkingTo linked: Set<RecordID>
    ) -> [RecordID] {
        let inverse = schema.table(link.options.linkedTableID)?.fields
            .first { $0.id == link.options.inverseLinkFieldID }
        if let inverse {
            return linked.flatMap {
                tables[link.options.linkedTableID]?.record($0)?.cells.links(inverse.name) ?? []
            }
        }
        return (tables[field.table]?.records ?? [])
            .filter { !linked.isDisjoint(with: $0.cells.links(link.name)) }.map(\.id)
    }

    private mutating func compute(
        _ field: ComputedField, of id: RecordID, at time: String, _ changed: inout Cells
    ) {
        guard let record = tables[field.table]?.record(id),
            let table = schema.table(field.table),
            let name = table.fields.first(where: { $0.id == field.id })?.name
        else { return }
        var cells = record.cells
        let value = value(field, table, cells, at: time)
        let cell = value.isEmptyCell ? nil : value
        guard cells[name] != cell else { return }
        cells[name] = cell
        put(record.with(cells: cells), in: field.table)
        changed[field.table, default: [:]][id, default: []].insert(field.id)
    }

    private func value(
        _ field: ComputedField, _ table: TableSchema, _ cells: JSONObject, at time: String
    ) -> JSONValue {
        switch field.kind {
        case .count: .number(JSONNumber(linkField(field).map { cells.links($0.name).count } ?? 0))
        case .lookup(let value): .array(linkedValues(field, value, cells))
        case .rollup(let value, let isSum):
            isSum
                ? ComputedCell.sum(linkedValues(field, value, cells))
                : .string(ComputedCell.text(.array(linkedValues(field, value, cells))))
        case .formula(let expression):
            .string(
                ComputedCell.formula(expression) { name in
                    table.field(idOrName: name).flatMap { cells[$0.name] }
                })
        case .lastModifiedTime: .string(time)
        }
    }

    private func linkedValues(
        _ field: ComputedField, _ value: FieldID, _ cells: JSONObject
    ) -> [JSONValue] {
        guard let link = linkField(field),
            let name = schema.table(link.options.linkedTableID)?.fields
                .first(where: { $0.id == value })?.name
        else { return [] }
        return cells.links(link.name).flatMap { id -> [JSONValue] in
            let cell = tables[link.options.linkedTableID]?.record(id)?.cells[name]
            return cell.map { $0.array ?? [$0] } ?? []
        }
    }
}
