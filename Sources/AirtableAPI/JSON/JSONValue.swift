/// A JSON value in memory, for what is small: schemas, errors, parameters, tests.
///
/// Records never pass through it on the way into or out of the copy; they stay bytes. Numbers keep
/// their literal, so that digits beyond 2^53 survive. Objects keep the order of their members.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// A JSON number by its literal.
public struct JSONNumber: Sendable {
    /// The digits as they stood in the text.
    public let literal: String

    /// - Parameter literal: a number by the grammar of RFC 8259.
    public init(literal: String) {
        self.literal = literal
    }

    public init(_ value: Int) {
        self.init(literal: String(value))
    }

    /// - Parameter value: a finite number; JSON has no other.
    public init(_ value: Double) {
        precondition(value.isFinite, "JSON has no literal for \(value)")
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            self.init(literal: String(Int64(value)))
        } else {
            self.init(literal: "\(value)")
        }
    }

    /// The value, if it is a whole number of 64 bits, written without fraction and exponent.
    public var integer: Int64? { Int64(literal) }

    /// The nearest double, or an infinity where the literal is out of range.
    public var double: Double { Double(literal) ?? .nan }
}

extension JSONNumber: Hashable {
    /// Equal by value: `1`, `1.0` and `1e0` are one number; beyond 2^53 digits decide.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if left.literal == right.literal { return true }
        if let one = left.integer, let other = right.integer { return one == other }
        return left.double == right.double
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(double)
    }
}

/// The members of a JSON object in their order. A name that occurs twice counts by its last value.
public struct JSONObject: Sendable {
    public private(set) var members: [(name: String, value: JSONValue)]
    private var index: [String: Int]

    public init() {
        members = []
        index = [:]
    }

    public init(_ members: [(String, JSONValue)]) {
        self.init()
        for (name, value) in members { self[name] = value }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var names: [String] { members.map(\.name) }

    /// The member's value. Setting nil removes the member; a new one goes to the end.
    public subscript(name: String) -> JSONValue? {
        get { index[name].map { members[$0].value } }
        set {
            switch (index[name], newValue) {
            case (let position?, let value?): members[position].value = value
            case (nil, let value?):
                index[name] = members.count
                members.append((name, value))
            case (let position?, nil):
                members.remove(at: position)
                index = Dictionary(
                    uniqueKeysWithValues: members.enumerated().map { ($1.name, $0) })
            case (nil, nil): break
            }
        }
    }

    /// The members whose names are not among `known`.
    public func others(than known: Set<String>) -> JSONObject {
        JSONObject(members.filter { !known.contains($0.name) }.map { ($0.name, $0.value) })
    }
}

extension JSONObject: Hashable {
    /// Equal when names and values are; the order of members means nothing.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count
            && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(Set(members.map(\.name)))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}

extension JSONValue: Hashable {}

extension JSONValue {
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    public var integer: Int? { number?.integer.flatMap { Int(exactly: $0) } }
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// A member of an object; nil for every other kind of value.
    public subscript(name: String) -> JSONValue? { object?[name] }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    public init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
    public init(nilLiteral: ()) { self = .null }
}
