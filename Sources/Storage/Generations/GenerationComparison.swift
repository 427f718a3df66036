import AirtableAPI
import FoundationEssentials
import Glibc

/// Compares a complete standby with the generation before it: which tables moved, and how.
///
/// Both files are walked by record id side by side; nothing but two records is in memory. Tables
/// without a difference keep their version, so that entity tags survive a sync that found nothing.
struct GenerationComparison {
    private let connection: SQLiteConnection
    private let number: Int
    private let schema: BaseSchema
    private let tables: [StoredTable]
    private let now: Date

    init(
        _ connection: SQLiteConnection, number: Int, schema: BaseSchema, tables: [StoredTable],
        at now: Date
    ) {
        self.connection = connection
        self.number = number
        self.schema = schema
        self.tables = tables
        self.now = now
    }

    /// Takes over the log of the generation before, and appends the differences to it.
    ///
    /// - Returns: the tables with their versions, and up to where the log's entries are gone.
    func run(with former: Generation?) throws -> ([StoredTable], floor: Int64) {
        let writer = LogWriter(ChangeLog(connection), at: now)
        guard let former else {
            try writer.append(.syncCompleted, detail: completion(isComplete: true))
            return (tables, 0)
        }
        let old = try Generation.connect(former.path)
        try old.execute("BEGIN")
        let contents = try GenerationTables.read(old)
        try writer.take(over: old, floor: contents.logFloor)
        let difference = SchemaDifference(old: contents.schema, new: schema)
        if contents.schema != schema {
            try writer.append(.schemaChanged, detail: difference.detail)
        }
        var compared: [StoredTable] = []
        for var table in tables {
            let before = contents.tables.first { $0.id == table.id }
            if let before, try !hasMoved(table, from: before, old, difference, writer) {
                table.version = before.version
                table.changedAt = before.changedAt
            }
            compared.append(table)
        }
        try old.execute("COMMIT")
        let isComplete = try writer.close()
        try writer.append(.syncCompleted, detail: completion(isComplete: isComplete))
        return (compared, try writer.prune())
    }

    private func completion(isComplete: Bool) -> JSONObject {
        ["generation": .number(JSONNumber(number)), "isComplete": .bool(isComplete)]
    }

    private func hasMoved(
        _ table: StoredTable, from before: StoredTable, _ old: SQLiteConnection,
        _ difference: SchemaDifference, _ log: LogWriter
    ) throws -> Bool {
        let walk = try RecordWalk(old, before, connection, table)
        let names = difference.names(of: table.id)
        var hasMoved = before.schema != table.schema
        while let step = try walk.next() {
            hasMoved = true
            switch step {
            case .created(let id):
                try log.append(.recordCreated, table: table.id, id, detail: [:])
            case .removed(let id, let body):
                let cells = try JSONValue(parsing: body)["fields"] ?? [:]
                try log.append(.recordDeleted, table: table.id, id, detail: ["previous": cells])
            case .changed(let id, let one, let other):
                guard
                    let difference = try RecordDifference(from: one, to: other, names: names)
                else { continue }
                try log.append(.recordUpdated, table: table.id, id, detail: difference.detail)
            }
        }
        return try hasMoved || walk.hasOtherOrder()
    }

    /// Appends to the log as long as one sync may, and says so when it may not.
    private final class LogWriter {
        private let log: ChangeLog
        private let now: Date
        private var floor: Int64 = 0
        private var first: Int64 = 0
        private var last: Int64 = 0
        private var isFull = false

        init(_ log: ChangeLog, at now: Date) {
            self.log = log
            self.now = now
        }

        func take(over old: SQLiteConnection, floor: Int64) throws {
            try log.copy(from: old)
            self.floor = floor
            first = try log.lastSequence(floor: floor)
            last = first
        }

        func append(
            _ kind: ChangeEntry.Kind, table: TableID? = nil, _ id: String? = nil,
            detail: JSONObject
        ) throws {
            guard !isFull else { return }
            if last - first >= Int64(StorageLimits.logEntriesPerSync) {
                isFull = true
                return
            }
            last += 1
            try log.append(
                kind, sequence: last, table: table, record: id, detail: detail, at: now)
        }

        /// Ends the differences.
        ///
        /// - Returns: false when there were more than fit: then whoever kept up must begin anew.
        func close() throws -> Bool {
            guard isFull else { return true }
            isFull = false
            floor = last
            first = last
            return false
        }

        func prune() throws -> Int64 {
            try log.prune(floor: floor, last: last, at: now)
        }
    }
}
