import AirtableAPI

/// Bases of any size, for load and for tests: every common field type, records of about 650 bytes,
/// the same for the same seed.
///
/// A record is put together from a few cells of its own (name, number, revision, links) and one of
/// 64 sets of other cells that are rendered once: half a million records take seconds.
public enum SyntheticBase {
    /// Sets of cells per table that records share.
    static let variantCount = 64

    /// Makes a base. Each record links to the one of its row in the next table, and back.
    ///
    /// - Parameters:
    ///   - records: in all tables together, evenly distributed.
    ///   - tables: at least 1.
    ///   - seed: decides everything, the ids too.
    public static func make(records: Int, tables: Int = 1, seed: UInt64 = 0) -> SimulatedBase {
        precondition(records >= 0 && tables > 0, "a base needs at least one table")
        var builder = SchemaBuilder(seed: seed)
        let baseID = BaseID("app" + builder.tableID().rawValue.dropFirst(3))
        let layouts = SyntheticLayout.layouts(count: tables, &builder)
        var contents: [TableID: [SimulatedRecord]] = [:]
        for index in 0..<tables {
            let rows = rowCount(records, tables, index)
            let filler = SyntheticTable(
                layout: layouts[index], seed: seed, table: index, tables: tables, rows: rows,
                nextRows: rowCount(records, tables, (index + 1) % tables),
                previousRows: rowCount(records, tables, (index + tables - 1) % tables))
            contents[layouts[index].schema.id] = filler.records()
        }
        return SimulatedBase(
            id: baseID, name: "Synthetic base of \(records) records",
            schema: BaseSchema(tables: layouts.map(\.schema)), records: contents, seed: seed)
    }

    private static func rowCount(_ records: Int, _ tables: Int, _ table: Int) -> Int {
        records / tables + (table < records % tables ? 1 : 0)
    }

    /// The id of a row, ascending by row: eight digits to base 62 by the row, six at random.
    static func recordID(seed: UInt64, table: Int, row: Int, rows: Int) -> RecordID {
        let noise = SeededGenerator.mix(seed &+ UInt64(table) << 40 &+ UInt64(row) &* 2 &+ 1)
        let stride = 218_340_105_584_896 / UInt64(rows + 1)
        var high = UInt64(row) * stride + noise % stride
        var low = SeededGenerator.mix(noise) % 56_800_235_584
        var bytes = [UInt8](repeating: UInt8(ascii: "0"), count: 17)
        bytes.replaceSubrange(0..<3, with: "rec".utf8)
        for index in (3..<11).reversed() {
            bytes[index] = digits[Int(high % 62)]
            high /= 62
        }
        for index in (11..<17).reversed() {
            bytes[index] = digits[Int(low % 62)]
            low /= 62
        }
        return RecordID(String(decoding: bytes, as: UTF8.self))
    }

    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
