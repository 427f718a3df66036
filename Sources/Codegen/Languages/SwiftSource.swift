import AirtableAPI

/// A base as Swift 6: structures that decode its records, and a client. Needs Foundation alone.
package struct SwiftSource: Sendable {
    private let base: BaseModel
    private let names: ModelNames

    package init(_ base: DescribedBase) {
        // Swift compares texts by what they show, so names that differ in their encoding alone
        // would be one coding key twice.
        var model = base.schema
        for index in model.tables.indices {
            var seen: Set<String> = []
            model.tables[index].fields.removeAll { !seen.insert($0.name).inserted }
        }
        self.base = BaseModel(
            DescribedBase(
                id: base.id, name: base.name, schema: model, tableKeys: base.tableKeys))
        names = ModelNames(self.base, .swift, members: .lowerCamel)
    }

    package var text: String {
        var parts = [
            Header.lines(base, "swift").map { "// " + $0 }.joined(separator: "\n"),
            SwiftParts.imports, SwiftParts.values,
        ]
        for position in base.tables.indices {
            parts.append(choices(position))
            parts.append(fieldNames(position))
            parts.append(types(position))
        }
        parts += [map, SwiftClient.text, SwiftClient.reader, tables]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    // MARK: Types

    private func choices(_ position: Int) -> String {
        let table = base.tables[position]
        var types: [String] = []
        for (number, field) in table.fields.enumerated() where field.hasChoices {
            var seen: Set<String> = []
            let choices = field.choices.filter { seen.insert($0.name).inserted }
            let cases = IdentifierNaming(.swift, style: .lowerCamel, avoiding: ["other"])
                .identifiers(
                    for: choices.map {
                        IdentifierNaming.Item(id: $0.id.rawValue, name: $0.name)
                    })
            let pairs = zip(cases, choices.map { TextLiteral.swift($0.name) })
            var lines = [
                "/// The choices of \"\(TextLiteral.comment(field.name))\"; `other` is one that came "
                    + "later.",
                "public enum \(names.choiceStems[position][number])Choice: "
                    + "RawRepresentable, Codable, Hashable, Sendable {",
            ]
            lines += cases.map { "    case \($0)" }
            lines += [
                "    case other(String)", "", "    public init(rawValue: String) {",
                "        switch rawValue {",
            ]
            lines += pairs.map { "        case \($1): self = .\($0)" }
            lines += [
                "        default: self = .other(rawValue)", "        }", "    }", "",
                "    public var rawValue: String {", "        switch self {",
            ]
            lines += pairs.map { "        case .\($0): \($1)" }
            lines += ["        case .other(let name): name", "        }", "    }", "}"]
            types.append(lines.joined(separator: "\n"))
        }
        return types.joined(separator: "\n\n")
    }

    private func fieldNames(_ position: Int) -> String {
        let table = base.tables[position]
        let stem = names.stems[position]
        let head = "/// The fields of \"\(TextLiteral.comment(table.name))\" by their names."
        guard !table.fields.isEmpty else {
            return head + "\npublic typealias \(stem)FieldName = NoField"
        }
        var lines = [
            head,
            "public enum \(stem)FieldName: String, CodingKey, CaseIterable, NamedField {",
        ]
        for (number, field) in table.fields.enumerated() {
            lines.append(
                "    case \(names.fields[position][number]) = \(TextLiteral.swift(field.name))")
        }
        lines += ["", "    public var airtableID: String {", "        switch self {"]
        for (number, field) in table.fields.enumerated() {
            lines.append(
                "        case .\(names.fields[position][number]): "
                    + TextLiteral.swift(field.id.rawValue))
        }
        return (lines + ["        }", "    }", "}"]).joined(separator: "\n")
    }

    private func types(_ position: Int) -> String {
        let table = base.tables[position]
        let stem = names.stems[position]
        let title = "\"\(TextLiteral.comment(table.name))\" (\(table.id.rawValue))"
        var lines = [
            "/// The id of a record of \(title).", "public typealias \(stem)ID = String", "",
            "/// The cells of a record of \(title). An empty one is nil.",
            "public struct \(stem)Fields: Codable, Hashable, Sendable {",
        ]
        for (number, field) in table.fields.enumerated() {
            let type = self.type(field.readType, names.choiceStems[position][number])
            lines.append("    /// " + FieldNote.text(field))
            lines.append("    public var \(names.fields[position][number]): \(type)?")
        }
        if !table.fields.isEmpty {
            lines += ["", "    public typealias CodingKeys = \(stem)FieldName", ""]
        }
        lines += [
            "    public init() {}", "}", "", "/// A record of \(title).",
            "public struct \(stem)Record: Codable, Hashable, Sendable {",
            "    public var id: \(stem)ID", "    public var createdTime: String",
            "    public var fields: \(stem)Fields", "}", "",
        ]
        return (lines + write(table, position, title)).joined(separator: "\n")
    }

    private func write(_ table: BaseModel.Table, _ position: Int, _ title: String) -> [String] {
        var lines = [
            "/// Cells to write in \(title). What is nil is left as it is. They are encoded by the",
            "/// ids of their fields, which stay when one is renamed.",
            "public struct \(names.stems[position])Write: Encodable, Sendable {",
        ]
        for (_, type, number) in table.writable {
            let type = self.type(type, names.choiceStems[position][number])
            lines.append("    public var \(names.fields[position][number]): Written<\(type)>?")
        }
        if !table.writable.isEmpty {
            lines += ["", "    enum CodingKeys: String, CodingKey {"]
            for (field, _, number) in table.writable {
                lines.append(
                    "        case \(names.fields[position][number]) = "
                        + TextLiteral.swift(field.id.rawValue))
            }
            lines += ["    }", ""]
        }
        return lines + ["    public init() {}", "}"]
    }

    private func type(_ type: ValueType, _ choiceStem: String) -> String {
        switch type {
        case .text, .date, .dateTime, .dateOrTime: "String"
        case .number: "Double"
        case .integer: "Int"
        case .boolean: "Bool"
        case .choice: choiceStem + "Choice"
        case .link(let table): names.stem(of: table).map { $0 + "ID" } ?? "String"
        case .attachment: "Attachment"
        case .collaborator: "Collaborator"
        case .barcode: "Barcode"
        case .button: "Button"
        case .aiText: "AIText"
        case .anything: "AnyCell"
        case .list(let element): "[\(self.type(element, choiceStem))]"
        case .gathered(let element): "[Gathered<\(self.type(element, choiceStem))>?]"
        case .computed(let value): "Computed<\(self.type(value, choiceStem))>"
        case .attachmentInput: "AttachmentInput"
        case .collaboratorInput, .collaboratorIDInput: "CollaboratorInput"
        }
    }

    // MARK: Names

    private var map: String {
        var lines = [
            "/// The base's names, by identifier.", "public enum AirtableBase {",
            "    public static let id = \(TextLiteral.swift(base.id.rawValue))",
            "    public static let name = \(TextLiteral.swift(base.name))", "",
            "    /// Each table's id, name and key by its identifier.",
            "    public static let tables: [String: (id: String, name: String, key: String)] = [",
        ]
        if base.tables.isEmpty { lines.append("        :") }
        for (position, table) in base.tables.enumerated() {
            lines += [
                "        \(TextLiteral.swift(names.tables[position])): (",
                "            \(TextLiteral.swift(table.id.rawValue)), "
                    + "\(TextLiteral.swift(table.name)), \(TextLiteral.swift(table.key))",
                "        ),",
            ]
        }
        return (lines + ["    ]", "}"]).joined(separator: "\n")
    }

    private var tables: String {
        var lines = [
            "/// This base, by an instance of Aircache.",
            "public struct AircacheClient: Sendable {", "    public let connection: Connection",
            "", "    /// - Parameters:",
            "    ///   - address: such as `http://127.0.0.1:3000`.",
            "    ///   - token: one of the instance's bearer tokens.",
            "    public init(address: String, token: String? = nil, timeout: TimeInterval = 30) {",
            "        connection = Connection(address: address, token: token, timeout: timeout)",
            "    }", "", "    public var tables: Tables { Tables(connection: connection) }", "}",
            "", "/// The tables of the base, ready to be read and written.",
            "public struct Tables: Sendable {", "    let connection: Connection",
        ]
        for (position, stem) in names.stems.enumerated() {
            let name = names.tables[position]
            lines += [
                "",
                "    public var \(name == "connection" ? "connection_" : name): "
                    + "TableClient<\(stem)Record, \(stem)FieldName, \(stem)Write> {",
                "        TableClient(connection, table: "
                    + TextLiteral.swift(base.tables[position].id.rawValue) + ")", "    }",
            ]
        }
        return (lines + ["}"]).joined(separator: "\n")
    }
}
