import Glibc

/// Two tables' records side by side, by id: where they differ.
final class RecordWalk {
    enum Step {
        case created(String)
        case removed(String, [UInt8])
        case changed(String, [UInt8], [UInt8])
    }

    private let old: SQLiteStatement
    private let new: SQLiteStatement
    private var oldID: String?
    private var newID: String?
    private let orders: (SQLiteStatement, SQLiteStatement)?

    init(
        _ former: SQLiteConnection, _ before: StoredTable, _ present: SQLiteConnection,
        _ now: StoredTable
    ) throws {
        old = try Self.bodies(former, before)
        new = try Self.bodies(present, now)
        // Where both are in the order of ids, the walk itself compares the order.
        orders =
            before.keys.isInIDOrder && now.keys.isInIDOrder
            ? nil : (try Self.ids(former, before), try Self.ids(present, now))
        try moveOld()
        try moveNew()
    }

    /// The next difference.
    func next() throws -> Step? {
        while true {
            switch (oldID, newID) {
            case (nil, nil): return nil
            case (let id?, nil): return try removed(id)
            case (nil, let id?): return try created(id)
            case (let one?, let other?) where one == other:
                let changed = differing(one)
                try moveOld()
                try moveNew()
                if let changed { return changed }
            case (let one?, let other?):
                // By bytes, as SQLite orders ids.
                return one.utf8.lexicographicallyPrecedes(other.utf8)
                    ? try removed(one) : try created(other)
            }
        }
    }

    /// Whether the records stand in another order. To be asked when there is no other difference.
    func hasOtherOrder() throws -> Bool {
        guard let (one, other) = orders else { return false }
        while try one.step() {
            guard try other.step(), one.text(0) == other.text(0) else { return true }
        }
        return try other.step()
    }

    private func removed(_ id: String) throws -> Step {
        let body = old.withText(1) { Array($0) }
        try moveOld()
        return .removed(id, body)
    }

    private func created(_ id: String) throws -> Step {
        try moveNew()
        return .created(id)
    }

    private func differing(_ id: String) -> Step? {
        old.withText(1) { one in
            new.withText(1) { other in
                if one.count == other.count,
                    memcmp(one.baseAddress!, other.baseAddress!, one.count) == 0
                {
                    return nil
                }
                return .changed(id, Array(one), Array(other))
            }
        }
    }

    private func moveOld() throws { oldID = try old.step() ? old.text(0) : nil }
    private func moveNew() throws { newID = try new.step() ? new.text(0) : nil }

    private static func bodies(
        _ connection: SQLiteConnection, _ table: StoredTable
    ) throws -> SQLiteStatement {
        let order = table.keys.isInIDOrder ? "key" : "id"
        return try SQLiteStatement(
            connection, "SELECT id, body FROM \(table.bodiesName) ORDER BY \(order)")
    }

    private static func ids(
        _ connection: SQLiteConnection, _ table: StoredTable
    ) throws -> SQLiteStatement {
        try SQLiteStatement(connection, "SELECT id FROM \(table.bodiesName) ORDER BY key")
    }
}
