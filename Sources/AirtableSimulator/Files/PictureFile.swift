/// A small picture as a PNG of exactly so many bytes: what a browser shows can be looked at.
enum PictureFile {
    private static let side = 16
    /// Bytes of the picture without padding.
    private static let least = 900

    /// - Parameter count: where it is too little for a picture, the bytes are none.
    static func bytes(count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let colour = (0..<3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // Width, height, 8 bits of red, green and blue.
        png += chunk("IHDR", number(UInt32(side)) + number(UInt32(side)) + [8, 2, 0, 0, 0])
        png += chunk("IDAT", deflated(pixels(colour)))
        let end = chunk("IEND", [])
        let padding = count - png.count - end.count - 12
        guard count >= least, padding >= 0 else {
            return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
        // A private chunk that viewers skip.
        png += chunk("paDd", (0..<padding).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        return png + end
    }

    private static func pixels(_ colour: [UInt8]) -> [UInt8] {
        (0..<side).flatMap { row -> [UInt8] in
            [0]
                + (0..<side).flatMap { column in
                    (row + column).isMultiple(of: 2) ? colour : colour.map { 255 - $0 }
                }
        }
    }

    /// A zlib stream of one stored block.
    private static func deflated(_ data: [UInt8]) -> [UInt8] {
        let count = UInt16(data.count)
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in data {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return [0x78, 0x01, 0x01, UInt8(count & 255), UInt8(count >> 8)]
            + [UInt8(~count & 255), UInt8(~count >> 8)] + data + number(high << 16 | low)
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return number(UInt32(data.count)) + body + number(checksum(body))
    }

    /// CRC-32 as PNG has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var value = UInt32.max
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
        return ~value
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
