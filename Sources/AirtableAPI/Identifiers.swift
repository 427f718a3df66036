/// An Airtable object identifier: a three-letter prefix and, as observed, 14 of `[0-9A-Za-z]`.
///
/// Airtable promises neither length nor alphabet, so any text is accepted from the wire.
/// `isWellFormed` says whether a text has the observed form, which is what tells an id from a name.
public protocol AirtableIdentifier: RawRepresentable<String>, Hashable, Comparable, Sendable,
    CustomStringConvertible
{
    /// The three lower-case letters that every identifier of this kind starts with.
    static var prefix: String { get }
    init(rawValue: String)
}

extension AirtableIdentifier {
    public init(_ text: String) {
        self.init(rawValue: text)
    }

    public var description: String { rawValue }

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whether `text` has the observed form of an identifier of this kind: 17 characters,
    /// the prefix first, then only ASCII letters and digits.
    public static func isWellFormed(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard bytes.count == AirtableLimits.identifierLength, text.hasPrefix(prefix) else {
            return false
        }
        return bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte)
        }
    }

    /// The identifier, if `text` has the observed form.
    public init?(wellFormed text: some StringProtocol) {
        guard Self.isWellFormed(text) else { return nil }
        self.init(rawValue: String(text))
    }
}

/// A base, `app…`.
public struct BaseID: AirtableIdentifier {
    public static let prefix = "app"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A table, `tbl…`.
public struct TableID: AirtableIdentifier {
    public static let prefix = "tbl"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A field, `fld…`.
public struct FieldID: AirtableIdentifier {
    public static let prefix = "fld"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A view, `viw…`.
public struct ViewID: AirtableIdentifier {
    public static let prefix = "viw"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A record, `rec…`.
public struct RecordID: AirtableIdentifier {
    public static let prefix = "rec"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An attachment, `att…`: the identity of a file, while its URL changes with every read.
public struct AttachmentID: AirtableIdentifier {
    public static let prefix = "att"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A choice of a select field, `sel…`.
public struct ChoiceID: AirtableIdentifier {
    public static let prefix = "sel"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A user, `usr…`, or a user group, `ugp…`, where a collaborator stands.
public struct UserID: AirtableIdentifier {
    public static let prefix = "usr"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A webhook, `ach…`.
public struct WebhookID: AirtableIdentifier {
    public static let prefix = "ach"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
