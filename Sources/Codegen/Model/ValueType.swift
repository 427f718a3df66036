import AirtableAPI

/// What a cell value looks like, before any language says it.
indirect enum ValueType: Hashable, Sendable {
    case text
    /// `2026-01-31`
    case date
    /// `2026-01-31T08:00:00.000Z`
    case dateTime
    /// Either of the two: what computed fields with a date as their result hold.
    case dateOrTime
    case number
    case integer
    case boolean
    /// The name of one of the field's choices.
    case choice
    /// The id of a record of that table.
    case link(TableID)
    case attachment
    case collaborator
    case barcode
    case button
    case aiText
    /// Of a type that is not known here.
    case anything
    case list(ValueType)
    /// The values that a lookup gathers. An erroring cell contributes an error, and an empty one
    /// may contribute null.
    case gathered(ValueType)
    /// The result of a formula or rollup: a value, a list of them, or an error.
    case computed(ValueType)

    // Only for writing:

    /// `{"url":…}` for a new attachment, `{"id":…}` for one that is there.
    case attachmentInput
    /// `{"id":…}` or `{"email":…}`
    case collaboratorInput
    /// As `collaboratorInput`, or the id alone.
    case collaboratorIDInput
}

extension ValueType {
    /// How cells of such a field are read.
    init(reading configuration: FieldConfiguration) {
        switch configuration.type {
        case .formula, .rollup:
            self = .computed(configuration.result.map { Self(resultOf: $0) } ?? .anything)
        case .multipleLookupValues:
            self = .gathered(configuration.result.map { Self(resultOf: $0).element } ?? .anything)
        case .createdTime, .lastModifiedTime: self = .dateOrTime
        default: self.init(plain: configuration)
        }
    }

    /// How such a field is written; nil for what Airtable computes.
    init?(writing configuration: FieldConfiguration) {
        guard !configuration.type.isComputed else { return nil }
        switch configuration.type {
        case .multipleAttachments: self = .list(.attachmentInput)
        case .singleCollaborator: self = .collaboratorInput
        case .multipleCollaborators: self = .list(.collaboratorIDInput)
        default: self.init(plain: configuration)
        }
    }

    /// A computed result. Its dates come with or without a time, whatever the format shows.
    private init(resultOf configuration: FieldConfiguration) {
        self.init(reading: configuration)
        switch self {
        case .date, .dateTime: self = .dateOrTime
        case .computed(let value), .gathered(let value): self = value
        default: break
        }
    }

    private init(plain configuration: FieldConfiguration) {
        switch configuration.type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber, .manualSort:
            self = .text
        case .number, .percent, .currency, .duration: self = .number
        case .rating, .count, .autoNumber: self = .integer
        case .checkbox: self = .boolean
        case .date: self = .date
        case .dateTime: self = .dateTime
        case .singleSelect, .externalSyncSource:
            self = configuration.choices.isEmpty ? .text : .choice
        case .multipleSelects: self = .list(configuration.choices.isEmpty ? .text : .choice)
        case .singleCollaborator, .createdBy, .lastModifiedBy: self = .collaborator
        case .multipleCollaborators: self = .list(.collaborator)
        case .multipleAttachments: self = .list(.attachment)
        case .multipleRecordLinks:
            guard case .links(let links) = configuration.options else {
                self = .list(.text)
                return
            }
            self = .list(.link(links.linkedTableID))
        case .barcode: self = .barcode
        case .button: self = .button
        case .aiText: self = .aiText
        default: self = .anything
        }
    }

    /// A lookup is flat: looking up lists gathers their elements.
    private var element: ValueType {
        if case .list(let element) = self { element.element } else { self }
    }
}

extension FieldConfiguration {
    /// The choices of a select, or those of what a computed field results in; each name once.
    var choices: [SelectChoice] {
        if case .choices(let choices) = options {
            var names: Set<[UInt8]> = []
            return choices.filter { names.insert(Array($0.name.utf8)).inserted }
        }
        switch type {
        case .formula, .rollup, .multipleLookupValues: return result?.choices ?? []
        default: return []
        }
    }
}
