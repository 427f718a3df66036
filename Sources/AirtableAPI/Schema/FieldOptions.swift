/// A field's options, read by its type. `FieldSchema.rawOptions` keeps them as they came.
public enum FieldOptions: Hashable, Sendable {
    /// Digits after the decimal point, for display only: 0 to 8.
    case number(precision: Int)
    case percent(precision: Int)
    case currency(precision: Int, symbol: String)
    /// Such as `h:mm:ss.SS`; cell values are seconds.
    case duration(format: String)
    case rating(icon: String, color: String, max: Int)
    case checkbox(icon: String, color: String)
    case date(DateFormat)
    case dateTime(DateFormat, time: DateFormat, timeZone: String)
    /// Single and multiple selects, and sync sources. The choices' order is the sort order.
    case choices([SelectChoice])
    case links(LinkOptions)
    case attachments(isReversed: Bool)
    case formula(FormulaOptions)
    case rollup(RollupOptions)
    case lookup(LookupOptions)
    case count(isValid: Bool, recordLinkFieldID: FieldID?)
    case createdTime(result: FieldConfiguration?)
    case lastModifiedTime(
        isValid: Bool, referencedFieldIDs: [FieldID]?, result: FieldConfiguration?)
    case aiText(referencedFieldIDs: [FieldID])
    /// The type has no options, or they are of a kind that is not known here.
    case other
}

/// A format by Airtable's name and pattern, such as `iso` and `YYYY-MM-DD`.
public struct DateFormat: Hashable, Sendable {
    public var name: String
    public var format: String

    public init(name: String, format: String) {
        self.name = name
        self.format = format
    }
}

public struct SelectChoice: Hashable, Sendable {
    public var id: ChoiceID
    public var name: String
    /// Absent when the field's colours are off.
    public var color: String?

    public init(id: ChoiceID, name: String, color: String? = nil) {
        self.id = id
        self.name = name
        self.color = color
    }
}

public struct LinkOptions: Hashable, Sendable {
    public var linkedTableID: TableID
    public var isReversed: Bool
    public var prefersSingleRecordLink: Bool
    /// The field in the linked table that mirrors this one; some links have none.
    public var inverseLinkFieldID: FieldID?
    public var viewIDForRecordSelection: ViewID?
}

public struct FormulaOptions: Hashable, Sendable {
    /// The formula with field ids in braces in place of names.
    public var formula: String?
    public var isValid: Bool
    public var referencedFieldIDs: [FieldID]?
    public var result: FieldConfiguration?
}

public struct RollupOptions: Hashable, Sendable {
    public var isValid: Bool
    public var recordLinkFieldID: FieldID?
    public var fieldIDInLinkedTable: FieldID?
    public var referencedFieldIDs: [FieldID]?
    public var result: FieldConfiguration?
}

public struct LookupOptions: Hashable, Sendable {
    public var isValid: Bool
    public var recordLinkFieldID: FieldID?
    public var fieldIDInLinkedTable: FieldID?
    public var result: FieldConfiguration?
}

/// A type and its options: what a field is, and what a computed field results in.
public struct FieldConfiguration: Hashable, Sendable {
    public var type: FieldType
    public var rawOptions: JSONValue?

    public init(type: FieldType, rawOptions: JSONValue? = nil) {
        self.type = type
        self.rawOptions = rawOptions
    }

    init?(_ json: JSONValue?) {
        guard let type = json?["type"]?.string else { return nil }
        self.init(type: FieldType(type), rawOptions: json?["options"])
    }
}

extension FieldConfiguration {
    /// The options, read by the type. Missing members get the values that Airtable's own new
    /// fields have, so that a schema with gaps still loads.
    public var options: FieldOptions {
        let raw = rawOptions
        let isValid = raw?["isValid"]?.bool ?? true
        switch type {
        case .number: return .number(precision: raw?["precision"]?.integer ?? 0)
        case .percent: return .percent(precision: raw?["precision"]?.integer ?? 0)
        case .currency:
            return .currency(
                precision: raw?["precision"]?.integer ?? 2, symbol: raw?["symbol"]?.string ?? "$")
        case .duration: return .duration(format: raw?["durationFormat"]?.string ?? "h:mm")
        case .rating:
            return .rating(
                icon: raw?["icon"]?.string ?? "star",
                color: raw?["color"]?.string ?? "yellowBright",
                max: raw?["max"]?.integer ?? 5)
        case .checkbox:
            return .checkbox(
                icon: raw?["icon"]?.string ?? "check",
                color: raw?["color"]?.string ?? "greenBright")
        case .date: return .date(dateFormat)
        case .dateTime:
            return .dateTime(
                dateFormat, time: timeFormat, timeZone: raw?["timeZone"]?.string ?? "client")
        case .singleSelect, .multipleSelects, .externalSyncSource: return .choices(choices)
        case .multipleRecordLinks: return linkOptions.map(FieldOptions.links) ?? .other
        case .multipleAttachments:
            return .attachments(isReversed: raw?["isReversed"]?.bool ?? false)
        case .formula:
            return .formula(
                FormulaOptions(
                    formula: raw?["formula"]?.string, isValid: isValid,
                    referencedFieldIDs: referencedFieldIDs, result: result))
        case .rollup:
            return .rollup(
                RollupOptions(
                    isValid: isValid, recordLinkFieldID: fieldID("recordLinkFieldId"),
                    fieldIDInLinkedTable: fieldID("fieldIdInLinkedTable"),
                    referencedFieldIDs: referencedFieldIDs, result: result))
        case .multipleLookupValues:
            return .lookup(
                LookupOptions(
                    isValid: isValid, recordLinkFieldID: fieldID("recordLinkFieldId"),
                    fieldIDInLinkedTable: fieldID("fieldIdInLinkedTable"), result: result))
        case .count:
            return .count(isValid: isValid, recordLinkFieldID: fieldID("recordLinkFieldId"))
        case .createdTime: return .createdTime(result: result)
        case .lastModifiedTime:
            return .lastModifiedTime(
                isValid: isValid, referencedFieldIDs: referencedFieldIDs, result: result)
        case .aiText: return .aiText(referencedFieldIDs: referencedFieldIDs ?? [])
        default: return .other
        }
    }

    /// What a computed field's cells look like; nil where the options do not say.
    public var result: FieldConfiguration? { FieldConfiguration(rawOptions?["result"]) }

    private var dateFormat: DateFormat {
        DateFormat(
            name: rawOptions?["dateFormat"]?["name"]?.string ?? "local",
            format: rawOptions?["dateFormat"]?["format"]?.string ?? "l")
    }

    private var timeFormat: DateFormat {
        DateFormat(
            name: rawOptions?["timeFormat"]?["name"]?.string ?? "12hour",
            format: rawOptions?["timeFormat"]?["format"]?.string ?? "h:mma")
    }

    private var choices: [SelectChoice] {
        (rawOptions?["choices"]?.array ?? []).compactMap { choice in
            guard let id = choice["id"]?.string, let name = choice["name"]?.string else {
                return nil
            }
            return SelectChoice(id: ChoiceID(id), name: name, color: choice["color"]?.string)
        }
    }

    private var linkOptions: LinkOptions? {
        guard let table = rawOptions?["linkedTableId"]?.string else { return nil }
        return LinkOptions(
            linkedTableID: TableID(table), isReversed: rawOptions?["isReversed"]?.bool ?? false,
            prefersSingleRecordLink: rawOptions?["prefersSingleRecordLink"]?.bool ?? false,
            inverseLinkFieldID: fieldID("inverseLinkFieldId"),
            viewIDForRecordSelection: rawOptions?["viewIdForRecordSelection"]?.string
                .map { ViewID($0) })
    }

    private func fieldID(_ name: String) -> FieldID? {
        rawOptions?[name]?.string.map { FieldID($0) }
    }

    private var referencedFieldIDs: [FieldID]? {
        rawOptions?["referencedFieldIds"]?.array?.compactMap { $0.string.map { FieldID($0) } }
    }
}
