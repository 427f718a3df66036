package import AirtableAPI
package import FoundationEssentials

/// A question for records of one table: which, in what order, and which part of them.
package struct RecordQuery: Sendable {
    package enum Operator: String, Sendable, CaseIterable {
        case eq, neq, gt, gte, lt, lte, like, ilike
        case `in`, `is`
        /// Contains: every operand is among a list's values, or inside a text.
        case cs
    }

    package struct Condition: Sendable {
        package var field: StoredField
        package var isNegated: Bool
        package var `operator`: Operator
        /// Several for `in` and `cs`, one for the others.
        package var operands: [String]

        package init(
            field: StoredField, isNegated: Bool = false, operator: Operator, operands: [String]
        ) {
            self.field = field
            self.isNegated = isNegated
            self.operator = `operator`
            self.operands = operands
        }
    }

    package struct SortKey: Sendable {
        package var field: StoredField
        package var isDescending: Bool

        package init(field: StoredField, isDescending: Bool = false) {
            self.field = field
            self.isDescending = isDescending
        }
    }

    package enum Start: Sendable {
        /// So many records are left out first.
        case offset(Int)
        /// Where the listing before ended: `RecordListing.nextToken`.
        case token(String)
    }

    package var table: StoredTable
    /// Only these records; ids that the table does not have match nothing.
    package var ids: [String]?
    /// All of them must hold.
    package var conditions: [Condition] = []
    /// Ties, and everything without a sort, keep the view's order, or else Airtable's.
    package var sort: [SortKey] = []
    /// Only records whose last modified time is later.
    package var modifiedAfter: Date?
    /// Only records that a formula holds for.
    package var filter: RecordFilter?
    /// Only records of this view; its order counts where there is no sort.
    package var view: ViewRecords?
    /// Only records in which every word of this text begins a word; see `SearchText`.
    package var search: String?
    /// How many records all pages together hand out at most.
    package var maxRecords: Int?
    package var start: Start = .offset(0)
    /// Nil for all records.
    package var limit: Int?
    /// Whether `RecordListing.total` is wanted; it costs a count when records are filtered.
    package var wantsTotal = true
    /// What stands in the records in place of the addresses of attachments; nil for Airtable's.
    package var addresses: AttachmentAddresses?

    package init(table: StoredTable) {
        self.table = table
    }

    /// Sorts records that are equal so far. A field that sorts already decides nothing more.
    package mutating func addSort(_ key: SortKey) {
        if !sort.contains(where: { $0.field.id == key.field.id }) { sort.append(key) }
    }

    var isFiltered: Bool { hasConditions || view != nil }

    /// Whether every record is handed out in Airtable's order.
    var isPlain: Bool { !isFiltered && sort.isEmpty }

    /// Whether records of a view come as they stand there.
    var isPlainView: Bool { view != nil && !hasConditions && sort.isEmpty }

    private var hasConditions: Bool {
        ids != nil || !conditions.isEmpty || modifiedAfter != nil || filter != nil
            || search != nil
    }

    /// The indexes that would help.
    var helpfulIndexes: [FieldIndexes.Item] {
        var fields = filter?.conditions.flatMap(\.indexable) ?? []
        for condition in conditions where !condition.isNegated {
            guard [.text, .number, .any].contains(condition.field.columnType),
                [.eq, .gt, .gte, .lt, .lte, .in].contains(condition.operator)
            else { continue }
            fields.append(condition.field.id)
        }
        var indexes = fields.map { FieldIndexes.Item(table: table.id, field: $0) }
        if let sort = sort.first, !isFiltered || sort.field.sortKind == .column {
            indexes.append(
                FieldIndexes.Item(
                    sorting: sort.field, of: table, isDescending: sort.isDescending))
        }
        return indexes
    }

    /// The tables whose records' names decide which records come, or in what order.
    package var linkedTables: Set<TableID> {
        (filter?.linkedTables ?? []).union(sort.compactMap(\.field.linkedTable))
    }
}

extension StoredField {
    /// The table whose records' names the cells show; nil for fields that are no links.
    package var linkedTable: TableID? {
        if case .links(let options) = shown.options { options.linkedTableID } else { nil }
    }
}

/// What a listing gave.
package struct RecordListing: Sendable {
    /// Records handed out.
    package let count: Int
    /// Records that match, over all pages; nil when it was not wanted.
    package let total: Int?
    /// Where the next page begins; nil when this was the last.
    package let nextToken: String?
}
