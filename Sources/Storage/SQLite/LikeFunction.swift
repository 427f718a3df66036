import GRDBSQLite

/// The SQL function `aircache_like(pattern, value, ignoresCase)`: `*` and `%` stand for any text,
/// `_` for one character, a backslash takes the next character as it is.
///
/// SQLite's own LIKE ignores case in ASCII alone and cannot be told not to for one statement.
enum LikeFunction {
    static func register(on connection: SQLiteConnection) throws(StorageError) {
        let code = sqlite3_create_function_v2(
            connection.handle, "aircache_like", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
            { context, _, arguments in
                guard let arguments, let value = LikeFunction.text(arguments[1]) else {
                    sqlite3_result_null(context)
                    return
                }
                let pattern = LikeFunction.text(arguments[0]) ?? ""
                let ignoresCase = sqlite3_value_int(arguments[2]) == 1
                let matches = LikePattern(pattern, ignoresCase: ignoresCase).matches(value)
                sqlite3_result_int(context, matches ? 1 : 0)
            }, nil, nil, nil)
        guard code == SQLITE_OK else { throw connection.error(code) }
    }

    private static func text(_ value: OpaquePointer?) -> String? {
        guard let start = sqlite3_value_text(value) else { return nil }
        let count = Int(sqlite3_value_bytes(value))
        return String(
            decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

/// A pattern of `like`, ready to match.
struct LikePattern {
    private enum Element {
        case anyText
        case anyCharacter
        case scalar(Unicode.Scalar)
    }

    private var elements: [Element] = []
    private let ignoresCase: Bool

    init(_ pattern: String, ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        var isEscaped = false
        for scalar in (ignoresCase ? pattern.lowercased() : pattern).unicodeScalars {
            switch scalar {
            case _ where isEscaped:
                elements.append(.scalar(scalar))
                isEscaped = false
            case "\\": isEscaped = true
            case "*", "%": elements.append(.anyText)
            case "_": elements.append(.anyCharacter)
            default: elements.append(.scalar(scalar))
            }
        }
        if isEscaped { elements.append(.scalar("\\")) }
    }

    /// Linear in the text for each wildcard: on a mismatch only the last wildcard is tried again.
    func matches(_ text: String) -> Bool {
        let scalars = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
        var (element, position) = (0, 0)
        var retry: (element: Int, position: Int)?
        while position < scalars.count {
            if element < elements.count, case .anyText = elements[element] {
                retry = (element, position)
                element += 1
            } else if element < elements.count, accepts(elements[element], scalars[position]) {
                element += 1
                position += 1
            } else if let last = retry {
                retry = (last.element, last.position + 1)
                (element, position) = (last.element + 1, last.position + 1)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { if case .anyText = $0 { true } else { false } }
    }

    private func accepts(_ element: Element, _ scalar: Unicode.Scalar) -> Bool {
        switch element {
        case .anyText: false
        case .anyCharacter: true
        case .scalar(let wanted): wanted == scalar
        }
    }
}
