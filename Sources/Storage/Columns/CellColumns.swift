import AirtableAPI
import GRDBSQLite
import Glibc

/// Fills the columns of a record from the bytes of its cells, in one pass.
struct CellColumns {
    /// Parameters before the first field's: the key, the id and the creation time.
    static let firstParameter: Int32 = 4

    /// The parameter of each field name. Cells keep schema order, so most are found by trying the
    /// field after the last one before the table is asked.
    private let names: [[UInt8]]
    private let positions: [[UInt8]: Int]
    /// Whether the cells of each field may name attachments.
    private let mayHoldAttachments: [Bool]

    init(_ fields: [StoredField]) {
        mayHoldAttachments = fields.map(\.schema.configuration.mayHoldAttachments)
        names = fields.map { Array($0.name.utf8) }
        positions = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Inserts the row of a record: its key, its id, its creation time and its cells.
    ///
    /// - Parameter statement: `TableSQL.insertRow`.
    /// - Returns: where attachments' addresses stand in the record, as `AttachmentSpans` writes it;
    ///   nil where it names no attachment.
    func insert(
        _ page: UnsafeBufferPointer<UInt8>, _ slice: RecordPage.Slice, key: Int64,
        by statement: SQLiteStatement
    ) throws -> [UInt8]? {
        let kept = SQLiteStatement.staticMemory
        statement.clearBindings()
        statement.bind(1, key)
        statement.bind(
            2, text: UnsafeBufferPointer(rebasing: page[slice.id]), destructor: kept)
        statement.bind(
            3, text: UnsafeBufferPointer(rebasing: page[slice.createdTime]), destructor: kept)
        let spans = try bind(page, slice, to: statement)
        try statement.run()
        return spans
    }

    /// Binds every cell of a record; parameters of empty cells keep their NULL.
    ///
    /// - Parameters:
    ///   - page: the memory that the record lies in; it must live until the statement has run.
    ///   - slice: a record, already checked to be JSON.
    ///   - statement: an INSERT with cleared bindings.
    /// - Returns: as `insert`.
    private func bind(
        _ page: UnsafeBufferPointer<UInt8>, _ slice: RecordPage.Slice,
        to statement: SQLiteStatement
    ) throws(JSONSyntaxError) -> [UInt8]? {
        var spans: AttachmentSpans?
        var scanner = JSONScanner(page, in: slice.fields)
        var isFirst = true
        var expected = 0
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            let kind = try scanner.peekKind()
            guard let position = position(of: key, in: page, scanner, expected) else {
                // A field that came into being after the schema was read. Its cells stay in the
                // body; the column comes with the next schema.
                _ = try scanner.skipValue()
                continue
            }
            expected = position + 1
            let parameter = Self.firstParameter + Int32(position)
            if kind == .string {
                Self.bindText(try scanner.string(), page, parameter, statement)
            } else {
                let range = try scanner.skipValue()
                Self.bindValue(kind, page, range, parameter, statement)
                if kind == .array, mayHoldAttachments[position] {
                    var found = spans ?? AttachmentSpans(body: slice.whole.lowerBound)
                    try found.add(cell: range, of: page)
                    spans = found
                }
            }
        }
        return spans.flatMap { $0.bytes.isEmpty ? nil : $0.bytes }
    }

    private func position(
        of key: JSONScanner.StringToken, in page: UnsafeBufferPointer<UInt8>,
        _ scanner: JSONScanner, _ expected: Int
    ) -> Int? {
        let bytes = UnsafeBufferPointer(rebasing: page[key.range])
        if !key.hasEscapes, expected < names.count, Self.equal(names[expected], bytes) {
            return expected
        }
        return positions[key.hasEscapes ? Array(scanner.text(of: key).utf8) : Array(bytes)]
    }

    private static func equal(_ name: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard name.count == bytes.count, let start = bytes.baseAddress else {
            return name.isEmpty && bytes.isEmpty
        }
        return name.withUnsafeBufferPointer { memcmp($0.baseAddress!, start, bytes.count) == 0 }
    }

    private static func bindText(
        _ token: JSONScanner.StringToken, _ page: UnsafeBufferPointer<UInt8>, _ parameter: Int32,
        _ statement: SQLiteStatement
    ) {
        let bytes = UnsafeBufferPointer(rebasing: page[token.range])
        guard token.hasEscapes else {
            statement.bind(parameter, text: bytes, destructor: SQLiteStatement.staticMemory)
            return
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        JSONScanner.unescape(bytes) { text.append($0) }
        text.withUnsafeBufferPointer {
            statement.bind(parameter, text: $0, destructor: SQLiteStatement.copied)
        }
    }

    private static func bindValue(
        _ kind: JSONScanner.Kind, _ page: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ parameter: Int32, _ statement: SQLiteStatement
    ) {
        let bytes = UnsafeBufferPointer(rebasing: page[range])
        switch kind {
        case .null: break
        case .true: statement.bind(parameter, Int64(1))
        case .false: statement.bind(parameter, Int64(0))
        case .number: bindNumber(bytes, parameter, statement)
        case .array, .object, .string:
            statement.bind(parameter, text: bytes, destructor: SQLiteStatement.staticMemory)
        }
    }

    /// A whole number that fits 64 bits stays one, digit for digit; any other becomes a double.
    private static func bindNumber(
        _ literal: UnsafeBufferPointer<UInt8>, _ parameter: Int32, _ statement: SQLiteStatement
    ) {
        if let whole = wholeNumber(literal) {
            statement.bind(parameter, whole)
        } else {
            statement.bind(
                parameter, Double(String(decoding: literal, as: UTF8.self)) ?? .nan)
        }
    }

    private static func wholeNumber(_ literal: UnsafeBufferPointer<UInt8>) -> Int64? {
        var value: Int64 = 0
        let isNegative = literal.first == UInt8(ascii: "-")
        for byte in literal.dropFirst(isNegative ? 1 : 0) {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        // Digits were gathered below zero, where Int64 reaches one further.
        guard isNegative || value != .min else { return nil }
        return isNegative ? value : -value
    }
}
