import AirtableAPI

/// A base as Zod schemas (3.22 or later, and 4), with the types that follow from them.
package struct Zod: Sendable {
    private let base: BaseModel
    private let names: ModelNames

    package init(_ base: DescribedBase) {
        self.base = BaseModel(base)
        names = ModelNames(self.base, .typeScript, members: .lowerCamel)
    }

    package var text: String {
        let header = Header.lines(base, "zod").map { "// " + $0 }.joined(separator: "\n")
        var parts = [header, #"import { z } from "zod";"#, Self.values]
        if !base.tables.isEmpty { parts.append(ids) }
        for position in base.tables.indices { parts.append(table(position)) }
        parts.append(TypeScript.map(base, names))
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// Ahead of all tables, since those that stand first link others.
    private var ids: String {
        var lines = ["// The ids of records, by their tables."]
        for stem in names.stems {
            lines.append("export const \(stem)ID = RecordKey;")
            lines.append("export type \(stem)ID = z.infer<typeof \(stem)ID>;")
        }
        return lines.joined(separator: "\n")
    }

    private func table(_ position: Int) -> String {
        let table = base.tables[position]
        let stem = names.stems[position]
        let name = TextLiteral.comment(table.name)
        var lines = ["// Table \"\(name)\" (\(table.id.rawValue))", ""]
        for (number, field) in table.fields.enumerated() where field.hasChoices {
            let type = names.choiceStems[position][number] + "Choice"
            lines.append("/** The choices of \"\(TextLiteral.comment(field.name))\". */")
            lines.append("export const \(type) = z.enum([")
            lines += field.choices.map { "  " + TextLiteral.quoted($0.name) + "," }
            lines += ["]);", "export type \(type) = z.infer<typeof \(type)>;", ""]
        }
        lines.append("/** The cells of a record of \"\(name)\". An empty one is absent. */")
        lines.append("export const \(stem)Fields = z.object({")
        for (number, field) in table.fields.enumerated() {
            let schema = self.schema(field.readType, names.choiceStems[position][number])
            lines.append("  /** \(FieldNote.text(field)) */")
            lines.append("  [\(TextLiteral.quoted(field.name))]: \(schema).optional(),")
        }
        lines += [
            "});", "export type \(stem)Fields = z.infer<typeof \(stem)Fields>;", "",
            "/** A record of \"\(name)\". */", "export const \(stem)Record = z.object({",
            "  id: \(stem)ID,", "  createdTime: z.string(),", "  fields: \(stem)Fields,", "});",
            "export type \(stem)Record = z.infer<typeof \(stem)Record>;", "",
            "/** Cells to write in \"\(name)\"; null empties one. */",
            "export const \(stem)Write = z.object({",
        ]
        for (field, type, number) in table.writable {
            let schema = self.schema(type, names.choiceStems[position][number])
            lines.append("  [\(TextLiteral.quoted(field.name))]: \(schema).nullish(),")
        }
        lines += ["}).strict();", "export type \(stem)Write = z.infer<typeof \(stem)Write>;"]
        return lines.joined(separator: "\n")
    }

    private func schema(_ type: ValueType, _ choiceStem: String) -> String {
        switch type {
        case .text: "z.string()"
        case .date: "CellDate"
        case .dateTime: "CellDateTime"
        case .dateOrTime: "CellDateOrTime"
        case .number: "z.number()"
        case .integer: "z.number().int()"
        case .boolean: "z.boolean()"
        case .choice: choiceStem + "Choice"
        case .link(let table): names.stem(of: table).map { $0 + "ID" } ?? "RecordKey"
        case .attachment: "Attachment"
        case .collaborator: "Collaborator"
        case .barcode: "Barcode"
        case .button: "Button"
        case .aiText: "AIText"
        case .anything: "z.unknown()"
        case .list(let element): "z.array(\(schema(element, choiceStem)))"
        case .gathered(let element): "gathered(\(schema(element, choiceStem)))"
        case .computed(let value): "computed(\(schema(value, choiceStem)))"
        case .attachmentInput: "AttachmentInput"
        case .collaboratorInput: "CollaboratorInput"
        case .collaboratorIDInput: "z.union([z.string(), CollaboratorInput])"
        }
    }

    private static let values = #"""
        export const RecordKey = z.string().regex(/^rec[A-Za-z0-9]+$/);
        export const CellDate = z.string().regex(/\#(CellPattern.date)/);
        export const CellDateTime = z.string().regex(/\#(CellPattern.dateTime)/);
        export const CellDateOrTime = z.string().regex(/\#(CellPattern.dateOrTime)/);
        const size = z.number().nullish();

        /** A smaller picture of an attachment. */
        export const Thumbnail = z.object({ url: z.string(), width: size, height: size });

        /** A file. Right after it was added, all but the first three may be absent. */
        export const Attachment = z.object({
          id: z.string(),
          url: z.string(),
          filename: z.string(),
          size,
          type: z.string().nullish(),
          width: size,
          height: size,
          thumbnails: z
            .object({
              small: Thumbnail.optional(),
              large: Thumbnail.optional(),
              full: Thumbnail.optional(),
            })
            .optional(),
        });

        export const Collaborator = z.object({
          id: z.string(),
          email: z.string().nullish(),
          name: z.string().nullish(),
        });
        export const Barcode = z.object({ text: z.string(), type: z.string().nullish() });
        export const Button = z.object({ label: z.string(), url: z.string().nullish() });
        export const AIText = z.object({
          state: z.enum(["empty", "loading", "generated", "error"]),
          isStale: z.boolean(),
          value: z.string().nullable(),
          errorType: z.string().optional(),
        });

        /** What a computed cell holds where there is no value. */
        export const CellError = z.union([
          z.object({ error: z.string() }),
          z.object({ specialValue: z.string() }),
        ]);

        /** The result of a formula or rollup. */
        export const computed = <Value extends z.ZodTypeAny>(value: Value) =>
          z.union([value, z.array(value), CellError]);

        /** The values of a lookup. */
        export const gathered = <Value extends z.ZodTypeAny>(value: Value) =>
          z.array(z.union([value, z.null(), CellError]));

        /** The address of a new file, or the id of one that stays. */
        export const AttachmentInput = z.union([
          z.object({ url: z.string(), filename: z.string().optional() }),
          z.object({ id: z.string() }),
        ]);
        export const CollaboratorInput = z.union([
          z.object({ id: z.string() }),
          z.object({ email: z.string() }),
        ]);
        """#
}
