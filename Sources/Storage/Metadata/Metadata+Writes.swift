import AirtableAPI
import Crypto
package import FoundationEssentials
import GRDB

extension Metadata {
    /// - Parameter answer: record objects, as a page of a listing; nil for none.
    func put(_ write: UnsettledWrite, answer: [UInt8]?) throws {
        let text = String(decoding: try JSONEncoder().encode(write), as: UTF8.self)
        try self.write { database in
            try database.execute(
                sql: """
                    INSERT INTO writes (id, base, startedAt, write, answer) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET write = excluded.write,
                        answer = excluded.answer
                    """,
                arguments: [
                    write.id, write.base, write.startedAt.timeIntervalSince1970, text,
                    answer.map { Data($0) },
                ])
        }
    }

    func removeWrites(_ ids: [String]) throws {
        try write { database in
            for id in ids {
                try database.execute(sql: "DELETE FROM writes WHERE id = ?", arguments: [id])
            }
        }
    }

    func hasWrite(_ id: String) throws -> Bool {
        try read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM writes WHERE id = ?)",
                arguments: [id]) ?? false
        }
    }

    /// Oldest first.
    func writes(_ base: BaseID) throws -> [(write: UnsettledWrite, answer: [UInt8]?)] {
        let rows = try read { database in
            try Row.fetchAll(
                database,
                sql:
                    "SELECT write, answer FROM writes WHERE base = ? ORDER BY startedAt, id LIMIT ?",
                arguments: [base.rawValue, StorageLimits.unsettledWrites]
            ).map { row -> (String, Data?) in (row["write"], row["answer"]) }
        }
        return try rows.map { text, answer in
            let write = try JSONDecoder().decode(UnsettledWrite.self, from: Data(text.utf8))
            return (write, answer.map { Array($0) })
        }
    }

    // MARK: Idempotency keys

    func claimKey(
        _ key: String, base: BaseID, request: [UInt8], cursor: ChangeCursor?, at now: Date,
        until: Date
    ) throws -> KeyClaim {
        let digest = Data(SHA256.hash(data: request))
        return try write { database in
            try Self.forgetKeys(database, at: now)
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM idempotency WHERE base = ? AND key = ?",
                arguments: [base.rawValue, key])
            guard let row else {
                try database.execute(
                    sql: """
                        INSERT INTO idempotency
                            (base, key, digest, startedAt, until, size, cursor)
                        VALUES (?, ?, ?, ?, ?, 0, ?)
                        """,
                    arguments: [
                        base.rawValue, key, digest, now.timeIntervalSince1970,
                        until.timeIntervalSince1970, cursor?.description,
                    ])
                return .taken
            }
            guard row["digest"] == digest else { return .reused }
            if let status: Int = row["status"] {
                let body: Data? = row["body"]
                return .answered(
                    status: status, contentType: row["contentType"], body: Array(body ?? Data()))
            }
            guard row["until"] <= now.timeIntervalSince1970 else { return .inUse }
            try database.execute(
                sql: "UPDATE idempotency SET until = ? WHERE base = ? AND key = ?",
                arguments: [until.timeIntervalSince1970, base.rawValue, key])
            let text: String? = row["cursor"]
            return .unknown(
                startedAt: Date(timeIntervalSince1970: row["startedAt"]),
                cursor: text.flatMap { ChangeCursor($0) })
        }
    }

    func keepAnswer(
        _ key: String, base: BaseID, status: Int, contentType: String?, body: [UInt8],
        created: [RecordID], at now: Date
    ) throws {
        try write { database in
            try Self.note(database, created, base, at: now)
            try database.execute(
                sql: """
                    UPDATE idempotency SET status = ?, contentType = ?, body = ?, size = ?
                    WHERE base = ? AND key = ?
                    """,
                arguments: [status, contentType, Data(body), body.count, base.rawValue, key])
        }
    }

    func releaseKey(_ key: String, base: BaseID) throws {
        try write { database in
            try database.execute(
                sql: "DELETE FROM idempotency WHERE base = ? AND key = ? AND status IS NULL",
                arguments: [base.rawValue, key])
        }
    }

    // MARK: Records that clients created

    func noteCreations(_ records: [RecordID], base: BaseID, at now: Date) throws {
        try write { try Self.note($0, records, base, at: now) }
    }

    func creations(_ base: BaseID) throws -> Set<String> {
        try read { database in
            try Set(
                String.fetchAll(
                    database, sql: "SELECT record FROM creations WHERE base = ?",
                    arguments: [base.rawValue]))
        }
    }

    /// Notes records for as long as a key may ask for them.
    private static func note(
        _ database: Database, _ records: [RecordID], _ base: BaseID, at now: Date
    ) throws {
        guard !records.isEmpty else { return }
        try database.execute(
            sql: "DELETE FROM creations WHERE at < ?",
            arguments: [now.timeIntervalSince1970 - 2 * StorageLimits.keyAge])
        for record in records {
            try database.execute(
                sql: "INSERT OR REPLACE INTO creations VALUES (?, ?, ?)",
                arguments: [base.rawValue, record.rawValue, now.timeIntervalSince1970])
        }
    }

    // MARK: Age

    /// What is too old goes, and of what is too much the oldest. Keys that are in use stay.
    private static func forgetKeys(_ database: Database, at now: Date) throws {
        try database.execute(
            sql: "DELETE FROM idempotency WHERE startedAt < ? AND until < ?",
            arguments: [
                now.timeIntervalSince1970 - StorageLimits.keyAge, now.timeIntervalSince1970,
            ])
        try database.execute(
            sql: """
                DELETE FROM idempotency WHERE (base, key) IN (
                    SELECT base, key FROM (
                        SELECT base, key, status,
                            row_number() OVER newest AS place, sum(size) OVER newest AS total
                        FROM idempotency
                        WINDOW newest AS (ORDER BY startedAt DESC, base, key))
                    WHERE status IS NOT NULL AND (place > ? OR total > ?))
                """, arguments: [StorageLimits.keys, StorageLimits.keyBytes])
    }
}

/// What is known of an idempotency key.
package enum KeyClaim: Sendable, Equatable {
    /// It is new, and belongs to the caller now.
    case taken
    /// The same request came before and was answered.
    case answered(status: Int, contentType: String?, body: [UInt8])
    /// The same request is under way, or its outcome cannot be known yet.
    case inUse
    /// Another request came with it.
    case reused
    /// The same request was begun then, and nobody knows how it ended. It belongs to the caller now.
    /// The cursor is where the change log ended before; nil where there was no copy.
    case unknown(startedAt: Date, cursor: ChangeCursor?)
}
