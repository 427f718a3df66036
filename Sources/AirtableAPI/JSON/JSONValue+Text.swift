extension JSONValue {
    /// Reads one JSON value that fills the text.
    ///
    /// - Throws: `JSONSyntaxError` when the bytes are not UTF-8 or not JSON by RFC 8259.
    public init(parsing bytes: [UInt8]) throws(JSONSyntaxError) {
        guard JSONScanner.isValidUTF8(bytes) else {
            throw JSONSyntaxError(offset: 0, expected: "UTF-8")
        }
        let result: Result<JSONValue, JSONSyntaxError> = bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            do throws(JSONSyntaxError) {
                let value = try scanner.value(depth: 0)
                try scanner.expectEnd()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    public init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The value as compact JSON text in UTF-8.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    /// The value as compact JSON text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Appends the value as compact JSON text.
    public func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): output.append(contentsOf: number.literal.utf8)
        case .string(let text): JSONText.appendQuoted(text, to: &output)
        case .array(let items):
            output.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                item.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                JSONText.appendQuoted(member.name, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }
}

/// Writing JSON text.
public enum JSONText {
    /// Appends `text` as a JSON string with its quotation marks; escapes only what JSON demands.
    public static func appendQuoted(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: [0x5C, 0x22])
            case UInt8(ascii: "\\"): output.append(contentsOf: [0x5C, 0x5C])
            case 0x0A: output.append(contentsOf: [0x5C, UInt8(ascii: "n")])
            case 0x0D: output.append(contentsOf: [0x5C, UInt8(ascii: "r")])
            case 0x09: output.append(contentsOf: [0x5C, UInt8(ascii: "t")])
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: "\\u00".utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension JSONScanner {
    fileprivate mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth < AirtableLimits.jsonDepth else {
            throw JSONSyntaxError(
                offset: position,
                expected: "at most \(AirtableLimits.jsonDepth) levels of nesting")
        }
        switch try peekKind() {
        case .string: return .string(text(of: try string()))
        case .number:
            let range = try skipValue()
            let literal = UnsafeBufferPointer(rebasing: bytes[range])
            return .number(JSONNumber(literal: String(decoding: literal, as: UTF8.self)))
        case .object: return .object(try objectValue(depth: depth))
        case .array: return .array(try arrayValue(depth: depth))
        case .true:
            _ = try skipValue()
            return .bool(true)
        case .false:
            _ = try skipValue()
            return .bool(false)
        case .null:
            _ = try skipValue()
            return .null
        }
    }

    private mutating func objectValue(depth: Int) throws(JSONSyntaxError) -> JSONObject {
        var object = JSONObject()
        var isFirst = true
        try beginObject()
        while let key = try nextKey(isFirst: isFirst) {
            isFirst = false
            object[text(of: key)] = try value(depth: depth + 1)
        }
        return object
    }

    private mutating func arrayValue(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        var items: [JSONValue] = []
        try beginArray()
        while try nextElement(isFirst: items.isEmpty) {
            items.append(try value(depth: depth + 1))
        }
        return items
    }
}
