import GRDB

extension Metadata {
    func addCalls(_ count: Int, base: String, month: String) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO calls (month, base, count) VALUES (?, ?, ?)
                    ON CONFLICT (month, base) DO UPDATE SET count = count + excluded.count
                    """, arguments: [month, base, count])
        }
    }

    func calls(month: String) throws -> [String: Int] {
        let rows = try read { database in
            try Row.fetchAll(
                database, sql: "SELECT base, count FROM calls WHERE month = ?",
                arguments: [month]
            ).map { row -> (String, Int) in (row["base"], row["count"]) }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// A number that moves when another connection, of this or another process, has committed
    /// (https://www.sqlite.org/pragma.html#pragma_data_version).
    func dataVersion() throws -> Int {
        try queue.unsafeRead { database in
            try Int.fetchOne(database, sql: "PRAGMA data_version") ?? 0
        }
    }
}
