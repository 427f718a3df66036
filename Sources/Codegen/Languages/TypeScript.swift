package import AirtableAPI

/// A base as TypeScript: interfaces, the map of its names, and a client.
package struct TypeScript: Sendable {
    private let base: BaseModel
    private let names: ModelNames

    package init(_ base: DescribedBase) {
        self.base = BaseModel(base)
        names = ModelNames(self.base, .typeScript, members: .lowerCamel)
    }

    package var text: String {
        var parts = [
            Header.lines(base, "typescript").map { "// " + $0 }.joined(separator: "\n"),
            Self.values,
        ]
        for position in base.tables.indices { parts.append(table(position)) }
        parts.append(Self.map(base, names))
        parts.append(TypeScriptClient.text)
        parts.append(tableClients)
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// The type of each field as the text says it.
    package var fieldTypes: [FieldID: String] {
        var types: [FieldID: String] = [:]
        for (position, table) in base.tables.enumerated() {
            for (number, field) in table.fields.enumerated() {
                types[field.id] = type(field.readType, names.choiceStems[position][number])
            }
        }
        return types
    }

    // MARK: Types

    private func table(_ position: Int) -> String {
        let table = base.tables[position]
        let stem = names.stems[position]
        let name = TextLiteral.comment(table.name)
        var lines = [
            "// Table \"\(name)\" (\(table.id.rawValue))", "",
            "/** The id of a record of \"\(name)\". */", "export type \(stem)ID = string;", "",
        ]
        for (number, field) in table.fields.enumerated() where field.hasChoices {
            let type = names.choiceStems[position][number] + "Choice"
            lines.append("/** The choices of \"\(TextLiteral.comment(field.name))\". */")
            lines.append("export type \(type) =")
            lines += field.choices.map { "  | " + TextLiteral.quoted($0.name) }
            lines[lines.count - 1] += ";"
            lines.append("")
        }
        lines.append("/** The cells of a record of \"\(name)\". An empty one is absent. */")
        lines.append("export interface \(stem)Fields {")
        for (number, field) in table.fields.enumerated() {
            let type = self.type(field.readType, names.choiceStems[position][number])
            lines.append("  /** \(FieldNote.text(field)) */")
            let modifier = field.isReadOnly ? "readonly " : ""
            lines.append("  \(modifier)\(TextLiteral.quoted(field.name))?: \(type);")
        }
        lines += [
            "}", "", "/** A record of \"\(name)\". */", "export interface \(stem)Record {",
            "  readonly id: \(stem)ID;", "  readonly createdTime: string;",
            "  fields: \(stem)Fields;", "}", "",
            "/** Cells to write in \"\(name)\"; null empties one. */",
            "export interface \(stem)Write {",
        ]
        for (field, type, number) in table.writable {
            let type = self.type(type, names.choiceStems[position][number])
            lines.append("  \(TextLiteral.quoted(field.name))?: \(type) | null;")
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private func type(_ type: ValueType, _ choiceStem: String) -> String {
        switch type {
        case .text, .date, .dateTime, .dateOrTime: "string"
        case .number, .integer: "number"
        case .boolean: "boolean"
        case .choice: choiceStem + "Choice"
        case .link(let table): names.stem(of: table).map { $0 + "ID" } ?? "string"
        case .attachment: "Attachment"
        case .collaborator: "Collaborator"
        case .barcode: "Barcode"
        case .button: "Button"
        case .aiText: "AIText"
        case .anything: "unknown"
        case .list(let element): "Array<\(self.type(element, choiceStem))>"
        case .gathered(let element): "Array<\(self.type(element, choiceStem)) | null | CellError>"
        case .computed(let value): "Computed<\(self.type(value, choiceStem))>"
        case .attachmentInput: "AttachmentInput"
        case .collaboratorInput: "CollaboratorInput"
        case .collaboratorIDInput: "string | CollaboratorInput"
        }
    }

    // MARK: Names

    /// A constant of names: by identifier, the id and the name of each table and field.
    static func map(_ base: BaseModel, _ names: ModelNames) -> String {
        var lines = [
            "/** The base's names: its tables and fields by their identifiers. */",
            "export const base = {", "  id: \(TextLiteral.quoted(base.id.rawValue)),",
            "  name: \(TextLiteral.quoted(base.name)),", "  tables: {",
        ]
        for (position, table) in base.tables.enumerated() {
            lines += [
                "    \(names.tables[position]): {",
                "      id: \(TextLiteral.quoted(table.id.rawValue)),",
                "      name: \(TextLiteral.quoted(table.name)),",
                "      key: \(TextLiteral.quoted(table.key)),", "      fields: {",
            ]
            for (number, field) in table.fields.enumerated() {
                lines.append(
                    "        \(names.fields[position][number]): { "
                        + "id: \(TextLiteral.quoted(field.id.rawValue)), "
                        + "name: \(TextLiteral.quoted(field.name)), "
                        + "type: \(TextLiteral.quoted(field.schema.type.rawValue)), "
                        + "isReadOnly: \(field.isReadOnly) },")
            }
            lines += ["      },", "    },"]
        }
        return (lines + ["  },", "} as const;"]).joined(separator: "\n")
    }

    private var tableClients: String {
        var lines = [
            "/** The tables of the base, ready to be read and written. */", "export class Tables {",
        ]
        for (position, stem) in names.stems.enumerated() {
            lines.append(
                "  readonly \(names.tables[position]): "
                    + "TableClient<\(stem)Fields, \(stem)Record, \(stem)Write>;")
        }
        lines += ["", "  constructor(connection: Connection) {"]
        if base.tables.isEmpty { lines.append("    void connection;") }
        for name in names.tables {
            lines.append("    this.\(name) = new TableClient(connection, base.tables.\(name));")
        }
        lines += ["  }", "}", "", TypeScriptClient.client]
        return lines.joined(separator: "\n")
    }

    private static let values = #"""
        /** A smaller picture of an attachment. */
        export interface Thumbnail {
          url: string;
          width?: number | null;
          height?: number | null;
        }

        /** A file. Right after it was added, all but the first three may be absent. */
        export interface Attachment {
          id: string;
          url: string;
          filename: string;
          size?: number | null;
          type?: string | null;
          width?: number | null;
          height?: number | null;
          thumbnails?: { small?: Thumbnail; large?: Thumbnail; full?: Thumbnail };
        }

        export interface Collaborator {
          id: string;
          email?: string | null;
          name?: string | null;
        }

        export interface Barcode {
          text: string;
          type?: string | null;
        }

        export interface Button {
          label: string;
          url?: string | null;
        }

        export interface AIText {
          state: "empty" | "loading" | "generated" | "error";
          isStale: boolean;
          value: string | null;
          errorType?: string;
        }

        /** What a computed cell holds where there is no value. */
        export type CellError = { error: string } | { specialValue: string };

        /** The result of a formula or rollup. */
        export type Computed<Value> = Value | Value[] | CellError;

        /** Tells errors from values. */
        export function isCellError(value: unknown): value is CellError {
          return (
            typeof value === "object" && value !== null && ("error" in value || "specialValue" in value)
          );
        }

        /** The address of a new file, or the id of one that stays. */
        export type AttachmentInput = { url: string; filename?: string } | { id: string };

        export type CollaboratorInput = { id: string } | { email: string };
        """#
}

/// What a comment says of a field, beside its name.
enum FieldNote {
    /// Such as `Due date: fldXXXXXXXXXXXXXX, date, read-only. When it must be done.`
    static func text(_ field: BaseModel.Field) -> String {
        var note = "\(field.id.rawValue), \(field.schema.type.rawValue)"
        if let result = field.schema.configuration.result { note += " of \(result.type.rawValue)" }
        if case .links(let links) = field.schema.options {
            note += " to \(links.linkedTableID.rawValue)"
        }
        if field.isReadOnly { note += ", read-only" }
        if let description = field.schema.description, !description.isEmpty {
            note += ": " + description
        }
        return TextLiteral.comment(note)
    }
}
