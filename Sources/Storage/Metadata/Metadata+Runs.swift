import AirtableAPI
import FoundationEssentials
import GRDB

extension Metadata {
    /// Adds a run, or returns the one of that base that is queued or running.
    func enqueue(_ run: SyncRun) throws -> (run: SyncRun, joined: Bool) {
        let (text, joined) = try write { database in
            let known = try String.fetchOne(
                database,
                sql: """
                    SELECT run FROM runs WHERE base = ? AND state IN ('queued', 'running')
                    ORDER BY requestedAt LIMIT 1
                    """, arguments: [run.base])
            if let known { return (known, true) }
            return (try Self.put(run, database), false)
        }
        return (try Self.decode(text), joined)
    }

    func update(_ run: SyncRun) throws {
        try write { database in
            _ = try Self.put(run, database)
            if run.state == .succeeded || run.state == .failed {
                try database.execute(
                    sql: """
                        DELETE FROM runs WHERE base = ? AND state IN ('succeeded', 'failed')
                        AND id NOT IN (
                            SELECT id FROM runs WHERE base = ?
                            ORDER BY requestedAt DESC LIMIT ?)
                        """,
                    arguments: [run.base, run.base, StorageLimits.finishedRunsKept])
            }
        }
    }

    func run(_ id: String) throws -> SyncRun? {
        try read { database in
            try String.fetchOne(
                database, sql: "SELECT run FROM runs WHERE id = ?", arguments: [id])
        }.map(Self.decode)
    }

    /// The runs of a base, newest first.
    func runs(base: BaseID, limit: Int) throws -> [SyncRun] {
        try read { database in
            try String.fetchAll(
                database,
                sql: "SELECT run FROM runs WHERE base = ? ORDER BY requestedAt DESC LIMIT ?",
                arguments: [base.rawValue, limit])
        }.map(Self.decode)
    }

    func runs(state: SyncRun.State) throws -> [SyncRun] {
        try read { database in
            try String.fetchAll(
                database, sql: "SELECT run FROM runs WHERE state = ? ORDER BY requestedAt",
                arguments: [state.rawValue])
        }.map(Self.decode)
    }

    private static func put(_ run: SyncRun, _ database: Database) throws -> String {
        let text = String(decoding: try JSONEncoder().encode(run), as: UTF8.self)
        try database.execute(
            sql: """
                INSERT INTO runs (id, base, state, requestedAt, run) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, run = excluded.run
                """,
            arguments: [
                run.id, run.base, run.state.rawValue, run.requestedAt.timeIntervalSince1970, text,
            ])
        return text
    }

    private static func decode(_ text: String) throws -> SyncRun {
        try JSONDecoder().decode(SyncRun.self, from: Data(text.utf8))
    }
}
