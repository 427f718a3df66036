import AirtableAPI
import FormulaLanguage
import FoundationEssentials

/// The few formulas that this simulator filters by: ids and times.
///
/// `RECORD_ID()='rec…'`, `LAST_MODIFIED_TIME()>DATETIME_PARSE('…')`, the same of `CREATED_TIME()`,
/// and `IS_AFTER(LAST_MODIFIED_TIME(),'…')`, joined by `OR` and `AND`.
indirect enum RecordFilter: Sendable {
    case ids(Set<RecordID>)
    case modifiedAfter(Date)
    case createdAfter(Date)
    case all([RecordFilter])
    case any([RecordFilter])

    /// - Throws: 422 for every other formula.
    init(_ text: String, _ table: TableContents) throws(Refusal) {
        guard let expression = try? Parser.parse(text), let filter = RecordFilter(expression) else {
            throw .unprocessable(.formulasNotSupported)
        }
        self = filter
    }

    func matching(_ records: [SimulatedRecord], _ table: TableContents) -> [SimulatedRecord] {
        records.filter { matches($0, lastModified: table.lastModified[$0.id]) }
    }

    private init?(_ expression: FormulaLanguage.Expression) {
        switch expression {
        case .call(let function, let arguments, _) where function == .or || function == .and:
            let parts = arguments.compactMap { RecordFilter($0) }
            guard parts.count == arguments.count, !parts.isEmpty else { return nil }
            self = function == .or ? .any(parts).joined : .all(parts)
        case .binary(.equal, .call(.recordID, _, _), .text(let id)):
            self = .ids([RecordID(id)])
        case .binary(.greater, let left, let right):
            self.init(after: left, right)
        case .call(.isAfter, let arguments, _) where arguments.count == 2:
            self.init(after: arguments[0], arguments[1])
        default: return nil
        }
    }

    private init?(after subject: FormulaLanguage.Expression, _ time: FormulaLanguage.Expression) {
        let text: String
        switch time {
        case .text(let literal): text = literal
        case .call(.dateTimeParse, let arguments, _):
            guard case .text(let literal)? = arguments.first, arguments.count == 1 else {
                return nil
            }
            text = literal
        default: return nil
        }
        guard let date = WireTime.date(text) else { return nil }
        switch subject {
        case .call(.lastModifiedTime, let fields, _) where fields.isEmpty:
            self = .modifiedAfter(date)
        case .call(.createdTime, _, _): self = .createdAfter(date)
        default: return nil
        }
    }

    /// Many ids as one set, so that a table is not compared with each of them.
    private var joined: RecordFilter {
        guard case .any(let parts) = self else { return self }
        var ids: Set<RecordID> = []
        var others: [RecordFilter] = []
        for part in parts {
            if case .ids(let some) = part { ids.formUnion(some) } else { others.append(part) }
        }
        if others.isEmpty { return .ids(ids) }
        return .any(ids.isEmpty ? others : [.ids(ids)] + others)
    }

    /// - Parameter lastModified: nil for a record that was never changed.
    func matches(_ record: SimulatedRecord, lastModified: Date?) -> Bool {
        switch self {
        case .ids(let ids): ids.contains(record.id)
        case .createdAfter(let date): record.created > date
        case .modifiedAfter(let date): (lastModified ?? record.created) > date
        case .all(let parts): parts.allSatisfy { $0.matches(record, lastModified: lastModified) }
        case .any(let parts): parts.contains { $0.matches(record, lastModified: lastModified) }
        }
    }
}

extension SimulatedRecord {
    /// The creation time; long ago where the text is no time.
    fileprivate var created: Date { WireTime.date(createdTime) ?? .distantPast }
}

extension AirtableErrorBody {
    static let formulasNotSupported = AirtableErrorBody(
        type: "INVALID_FILTER_BY_FORMULA",
        message: """
            The formula for filtering records is invalid: this simulator knows only ids and times.
            """)
}
