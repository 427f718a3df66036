import GRDBSQLite

/// The collation `aircache_text`: without regard to case first, then by code point, so that only
/// equal texts are equal. It is used in queries alone and never in a file's schema, so that every
/// tool can open the file.
enum TextCollation {
    static func register(on connection: SQLiteConnection) throws(StorageError) {
        let code = sqlite3_create_collation_v2(
            connection.handle, "aircache_text", SQLITE_UTF8, nil,
            { _, leftCount, left, rightCount, right in
                Int32(
                    TextCollation.compare(
                        UnsafeRawBufferPointer(start: left, count: Int(leftCount)),
                        UnsafeRawBufferPointer(start: right, count: Int(rightCount))))
            }, nil)
        guard code == SQLITE_OK else { throw connection.error(code) }
    }

    /// Negative, zero or positive as `left` sorts before, with or after `right`.
    static func compare(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let shared = min(left.count, right.count)
        var caseOrder = 0
        for index in 0..<shared {
            let (one, other) = (left[index], right[index])
            if one >= 0x80 || other >= 0x80 { return compareUnicode(left, right) }
            if one == other { continue }
            let (lowerOne, lowerOther) = (lower(one), lower(other))
            if lowerOne != lowerOther { return lowerOne < lowerOther ? -1 : 1 }
            if caseOrder == 0 { caseOrder = one < other ? -1 : 1 }
        }
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        return caseOrder
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    private static func compareUnicode(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Int {
        let one = String(decoding: left, as: UTF8.self)
        let other = String(decoding: right, as: UTF8.self)
        let (lowerOne, lowerOther) = (
            one.lowercased().unicodeScalars, other.lowercased().unicodeScalars
        )
        if !lowerOne.elementsEqual(lowerOther) {
            return lowerOne.lexicographicallyPrecedes(lowerOther) ? -1 : 1
        }
        if one.unicodeScalars.elementsEqual(other.unicodeScalars) { return 0 }
        return one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) ? -1 : 1
    }
}
