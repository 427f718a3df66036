/// A field's type by Airtable's name for it. Types that are not listed here are kept as they are:
/// Airtable may add some at any time.
public struct FieldType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ name: String) {
        self.init(rawValue: name)
    }

    public var description: String { rawValue }

    public static let aiText = FieldType("aiText")
    public static let autoNumber = FieldType("autoNumber")
    public static let barcode = FieldType("barcode")
    public static let button = FieldType("button")
    public static let checkbox = FieldType("checkbox")
    public static let count = FieldType("count")
    public static let createdBy = FieldType("createdBy")
    public static let createdTime = FieldType("createdTime")
    public static let currency = FieldType("currency")
    public static let date = FieldType("date")
    public static let dateTime = FieldType("dateTime")
    public static let duration = FieldType("duration")
    public static let email = FieldType("email")
    public static let externalSyncSource = FieldType("externalSyncSource")
    public static let formula = FieldType("formula")
    public static let lastModifiedBy = FieldType("lastModifiedBy")
    public static let lastModifiedTime = FieldType("lastModifiedTime")
    public static let manualSort = FieldType("manualSort")
    public static let multilineText = FieldType("multilineText")
    public static let multipleAttachments = FieldType("multipleAttachments")
    public static let multipleCollaborators = FieldType("multipleCollaborators")
    public static let multipleLookupValues = FieldType("multipleLookupValues")
    public static let multipleRecordLinks = FieldType("multipleRecordLinks")
    public static let multipleSelects = FieldType("multipleSelects")
    public static let number = FieldType("number")
    public static let percent = FieldType("percent")
    public static let phoneNumber = FieldType("phoneNumber")
    public static let rating = FieldType("rating")
    public static let richText = FieldType("richText")
    public static let rollup = FieldType("rollup")
    public static let singleCollaborator = FieldType("singleCollaborator")
    public static let singleLineText = FieldType("singleLineText")
    public static let singleSelect = FieldType("singleSelect")
    public static let url = FieldType("url")

    /// Every type that Airtable documents, or was seen to send, as of API version 0.
    public static let known: [FieldType] = [
        aiText, autoNumber, barcode, button, checkbox, count, createdBy, createdTime, currency,
        date, dateTime, duration, email, externalSyncSource, formula, lastModifiedBy,
        lastModifiedTime, manualSort, multilineText, multipleAttachments, multipleCollaborators,
        multipleLookupValues, multipleRecordLinks, multipleSelects, number, percent, phoneNumber,
        rating, richText, rollup, singleCollaborator, singleLineText, singleSelect, url,
    ]

    /// Whether Airtable computes the cells, so that they cannot be written. An unknown type counts
    /// as computed: treat it as read-only.
    public var isComputed: Bool {
        switch self {
        case .aiText, .autoNumber, .button, .count, .createdBy, .createdTime, .externalSyncSource,
            .formula, .lastModifiedBy, .lastModifiedTime, .manualSort, .multipleLookupValues,
            .rollup:
            true
        default: !Self.known.contains(self)
        }
    }
}
