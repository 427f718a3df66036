import AirtableAPI
package import FoundationEssentials
import GRDB

/// What `metadata.sqlite` says of one base.
struct BaseRow: Sendable, Hashable {
    var serving: Int?
    var previous: Int?
    var pause: Pause?
    /// Which line of history the change log of the serving generation belongs to.
    var epoch: Int64 = 0

    /// A new line of history. Chance keeps cursors of a data folder that was removed from fitting.
    static func newEpoch() -> Int64 { Int64.random(in: 1...(1 << 40)) }
}

/// Why a base is not synced at present. A rollback pauses it, a request for a refresh ends that.
package struct Pause: Sendable, Hashable {
    package let reason: String
    package let since: Date
}

extension Metadata {
    func base(_ id: BaseID) throws -> BaseRow {
        try read { database in try Self.base(id, database) }
    }

    /// Takes the number of the next generation, and gives up the one kept for rollback.
    ///
    /// - Parameter above: the largest number that is on disk already.
    func takeNumber(_ id: BaseID, above: Int) throws -> (number: Int, row: BaseRow) {
        try write { database in
            try database.execute(
                sql: "INSERT INTO bases (id) VALUES (?) ON CONFLICT DO NOTHING",
                arguments: [id.rawValue])
            let next =
                try Int.fetchOne(
                    database, sql: "SELECT nextNumber FROM bases WHERE id = ?",
                    arguments: [id.rawValue]) ?? 1
            let number = max(next, above + 1)
            try database.execute(
                sql: "UPDATE bases SET nextNumber = ?, previous = NULL WHERE id = ?",
                arguments: [number + 1, id.rawValue])
            return (number, try Self.base(id, database))
        }
    }

    /// Makes a generation serve and keeps the last one for rollback: the switch, in one statement.
    ///
    /// - Parameter beginsHistory: whether the change log begins anew with it.
    /// - Returns: nil when the serving generation is no longer `from`, or the base was paused
    ///   meanwhile; then nothing changed.
    func switchServing(
        _ id: BaseID, from: Int?, to number: Int, beginsHistory: Bool
    ) throws -> BaseRow? {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE bases SET previous = serving, serving = ?,
                        epoch = coalesce(?, epoch)
                    WHERE id = ? AND serving IS ? AND pauseReason IS NULL
                    """,
                arguments: [
                    number, beginsHistory ? BaseRow.newEpoch() : nil, id.rawValue, from,
                ])
            return database.changesCount == 1 ? try Self.base(id, database) : nil
        }
    }

    /// Serves the generation kept for rollback again, and pauses the base.
    ///
    /// - Returns: nil when there is none.
    func rollBack(_ id: BaseID, reason: String, at now: Date) throws -> BaseRow? {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE bases SET serving = previous, previous = serving, pauseReason = ?,
                        pausedAt = ?, epoch = ?
                    WHERE id = ? AND previous IS NOT NULL
                    """,
                arguments: [
                    reason, now.timeIntervalSince1970, BaseRow.newEpoch(), id.rawValue,
                ])
            return database.changesCount == 1 ? try Self.base(id, database) : nil
        }
    }

    /// Serves another generation because the one that served is damaged.
    func replaceDamaged(_ id: BaseID, _ damaged: Int, by other: Int?) throws {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE bases SET serving = ?, previous = NULL, epoch = ?
                    WHERE id = ? AND serving = ?
                    """,
                arguments: [other, BaseRow.newEpoch(), id.rawValue, damaged])
        }
    }

    func resume(_ id: BaseID) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE bases SET pauseReason = NULL, pausedAt = NULL WHERE id = ?",
                arguments: [id.rawValue])
        }
    }

    private static func base(_ id: BaseID, _ database: Database) throws -> BaseRow {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT serving, previous, pauseReason, pausedAt, epoch FROM bases WHERE id = ?
                """,
            arguments: [id.rawValue])
        guard let row else { return BaseRow() }
        let reason: String? = row["pauseReason"]
        let since: Double? = row["pausedAt"]
        return BaseRow(
            serving: row["serving"], previous: row["previous"],
            pause: reason.map {
                Pause(reason: $0, since: Date(timeIntervalSince1970: since ?? 0))
            }, epoch: row["epoch"])
    }
}
