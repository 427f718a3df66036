import AirtableAPI

/// Records that may be those of a creation, compared with what was to be created.
struct CreationSearch: Sendable {
    enum Result: Sendable {
        case none
        case found([[UInt8]])
        case unclear
    }

    private struct Candidate: Sendable {
        let id: String
        let body: [UInt8]
        /// Nobody knows whether it was there before.
        var isDoubtful = false
        let cells: JSONObject

        init(_ body: [UInt8]) throws {
            let json = try JSONValue(parsing: body)
            self.body = body
            id = json["id"]?.string ?? ""
            cells = json["fields"]?.object ?? [:]
        }

        func has(_ wanted: JSONObject) -> Bool {
            wanted.members.allSatisfy { cells[$0.name] == $0.value }
        }

        /// Whether it has those cells, and no others that somebody writes.
        func isExactly(_ wanted: JSONObject, _ table: TableSchema) -> Bool {
            has(wanted)
                && table.fields.allSatisfy { field in
                    field.type.isComputed || wanted[field.name] != nil || cells[field.name] == nil
                }
        }
    }

    private let plan: WritePlan
    private var candidates: [Candidate]

    init(_ plan: WritePlan, _ pages: [RecordPage]) throws {
        self.plan = plan
        candidates = try pages.flatMap { page in
            try page.records.map { try Candidate(Array(page.bytes[$0.whole])) }
        }
    }

    /// Leaves out records that the creation did not make.
    mutating func leaveOut(_ ids: Set<String>) {
        candidates.removeAll { ids.contains($0.id) }
    }

    /// Takes none of these records for one that the creation made.
    mutating func doubt(_ ids: Set<String>) {
        for place in candidates.indices where ids.contains(candidates[place].id) {
            candidates[place].isDoubtful = true
        }
    }

    /// A batch is created as a whole or not at all. Records that fit and are too few, too many, or
    /// have more cells than were wanted may be others', or were edited since.
    func result() throws -> Result {
        guard let table = plan.table, let wanted = plan.comparableCells else {
            return candidates.isEmpty ? .none : .unclear
        }
        var left = candidates.filter { candidate in wanted.contains(where: candidate.has) }
        if left.isEmpty { return .none }
        guard left.count == wanted.count, !left.contains(where: \.isDoubtful) else {
            return .unclear
        }
        var bodies: [[UInt8]] = []
        for cells in wanted {
            guard let place = left.firstIndex(where: { $0.isExactly(cells, table) }) else {
                return .unclear
            }
            bodies.append(left.remove(at: place).body)
        }
        return .found(try plan.wantsFieldIDs ? bodies.map(plan.withFieldIDs) : bodies)
    }
}
