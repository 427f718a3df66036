/// A text as bytes that sort as Airtable sorts texts: whatever the case first, then by code point.
enum SortText {
    /// The text in small letters, two zero bytes, the text as it is. A zero byte inside a text gets
    /// an 0xFF behind it, so that the end of a text sorts before anything that could follow.
    static func bytes(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 2 + 2)
        var isPlain = true
        for byte in text {
            output.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
            if byte >= 0x80 || byte == 0 { isPlain = false }
        }
        if !isPlain {
            output.removeAll(keepingCapacity: true)
            append(Array(String(decoding: text, as: UTF8.self).lowercased().utf8), to: &output)
        }
        output.append(0)
        output.append(0)
        if isPlain {
            output.append(contentsOf: text)
        } else {
            append(text, to: &output)
        }
        return output
    }

    static func bytes(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { bytes($0) }
    }

    private static func append(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in text {
            output.append(byte)
            if byte == 0 { output.append(0xFF) }
        }
    }
}
