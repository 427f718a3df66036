/// What of a file an answer sends, and what its head says of that.
struct FilePart {
    let range: Range<Int>
    /// `Content-Length` and `Content-Range`; empty for the whole of a file, whose head has the length.
    private(set) var length: [UInt8] = []
    private(set) var contentRange: [UInt8] = []

    /// - Parameters:
    ///   - header: `Range`, where the request has it.
    ///   - size: bytes of the file.
    /// - Returns: nil where the header asks for nothing that is one part.
    init?(_ header: String?, ofFile size: Int) {
        guard let header else {
            range = 0..<size
            return
        }
        guard case .part(let range) = ByteRange(header, size: size) else { return nil }
        self.range = range
        length = Array(String(range.count).utf8)
        contentRange = Array(ByteRange.text(range, of: size).utf8)
    }
}
