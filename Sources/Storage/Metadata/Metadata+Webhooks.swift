import AirtableAPI
import FoundationEssentials
import GRDB

extension Metadata {
    func webhook(_ base: BaseID) throws -> StoredWebhook? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT id, secret, url, createdAt, expiresAt FROM webhooks WHERE base = ?",
                arguments: [base.rawValue]
            ).map { row in
                let expiresAt: Double? = row["expiresAt"]
                return StoredWebhook(
                    id: WebhookID(row["id"]), secret: row["secret"], url: row["url"],
                    createdAt: Date(timeIntervalSince1970: row["createdAt"]),
                    expiresAt: expiresAt.map { Date(timeIntervalSince1970: $0) })
            }
        }
    }

    /// - Parameter webhook: nil forgets it.
    func setWebhook(_ webhook: StoredWebhook?, of base: BaseID) throws {
        try write { database in
            guard let webhook else {
                return try database.execute(
                    sql: "DELETE FROM webhooks WHERE base = ?", arguments: [base.rawValue])
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO webhooks VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    base.rawValue, webhook.id.rawValue, webhook.secret, webhook.url,
                    webhook.createdAt.timeIntervalSince1970,
                    webhook.expiresAt?.timeIntervalSince1970,
                ])
        }
    }

    func live(_ base: BaseID) throws -> LiveState {
        let text = try read { database in
            try String.fetchOne(
                database, sql: "SELECT state FROM live WHERE base = ?", arguments: [base.rawValue])
        }
        guard let text else { return LiveState() }
        return try JSONDecoder().decode(LiveState.self, from: Data(text.utf8))
    }

    func setLive(_ state: LiveState, of base: BaseID) throws {
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO live VALUES (?, ?)",
                arguments: [base.rawValue, text])
        }
    }

    /// How often instances that do not sync were asked to have a base pulled.
    func wakes(_ base: BaseID) throws -> Int {
        try read { database in
            try Int.fetchOne(
                database, sql: "SELECT count FROM wakes WHERE base = ?",
                arguments: [base.rawValue]) ?? 0
        }
    }

    func addWake(_ base: BaseID) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO wakes VALUES (?, 1) ON CONFLICT (base) DO UPDATE SET count = count + 1
                    """, arguments: [base.rawValue])
        }
    }
}
