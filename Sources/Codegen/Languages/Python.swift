import AirtableAPI

/// A base as Python 3.9 or later, with a client: pydantic 2 models, or typed dictionaries that need
/// the standard library alone.
package struct Python: Sendable {
    package enum Flavour: Sendable {
        case pydantic
        case typedDict
    }

    let base: BaseModel
    let names: ModelNames
    private let flavour: Flavour

    package init(_ base: DescribedBase, _ flavour: Flavour) {
        self.base = BaseModel(base)
        self.flavour = flavour
        names = ModelNames(self.base, .python, members: .snake)
    }

    package var text: String {
        let language = flavour == .pydantic ? "python" : "python-typeddict"
        var parts = [
            Header.lines(base, language).map { "# " + $0 }.joined(separator: "\n"),
            PythonParts.imports(flavour),
            flavour == .pydantic ? PythonParts.models : PythonParts.dictionaries,
        ]
        if !base.tables.isEmpty { parts.append(ids) }
        for position in base.tables.indices { parts.append(table(position)) }
        parts += [map, PythonClient.text, tables, PythonClient.client]
        return parts.joined(separator: "\n\n\n") + "\n"
    }

    // MARK: Types

    /// Ahead of all tables, since those that stand first link others.
    private var ids: String {
        let aliases = names.stems.map { "\($0)ID = RecordKey" }
        return (["# The ids of records, by their tables."] + aliases).joined(separator: "\n")
    }

    private func table(_ position: Int) -> String {
        let table = base.tables[position]
        let stem = names.stems[position]
        let name = TextLiteral.comment(table.name)
        var lines = ["# Table \"\(name)\" (\(table.id.rawValue))", ""]
        for (number, field) in table.fields.enumerated() where field.hasChoices {
            lines.append("# The choices of \"\(TextLiteral.comment(field.name))\".")
            lines += literal(
                names.choiceStems[position][number] + "Choice", field.choices.map(\.name))
            lines.append("")
        }
        if table.fields.isEmpty {
            lines.append("\(stem)FieldName = str")
        } else {
            lines += literal("\(stem)FieldName", table.fields.map(\.name))
        }
        let body =
            switch flavour {
            case .pydantic: models(position)
            case .typedDict: dictionaries(position)
            }
        return (lines + body).joined(separator: "\n")
    }

    private func literal(_ name: String, _ values: [String]) -> [String] {
        ["\(name) = Literal["] + values.map { "    \(TextLiteral.quoted($0))," } + ["]"]
    }

    private func models(_ position: Int) -> [String] {
        let table = base.tables[position]
        let stem = names.stems[position]
        let title = "\"\(TextLiteral.comment(table.name))\""
        var lines = ["", "", "# The cells of a record of \(title). An empty one is None."]
        lines.append("class \(stem)Fields(CellModel):")
        for (number, field) in table.fields.enumerated() {
            let type = self.type(field.readType, names.choiceStems[position][number])
            lines.append("    # " + FieldNote.text(field))
            lines.append(member(position, number, field, type))
        }
        if table.fields.isEmpty { lines.append("    pass") }
        lines += [
            "", "", "# A record of \(title).", "class \(stem)Record(CellModel):",
            "    id: \(stem)ID", "    created_time: Annotated[str, Field(alias=\"createdTime\")]",
            "    fields: \(stem)Fields", "", "",
            "# Cells to write in \(title): `write.cells()`. What is set to None is emptied.",
            "class \(stem)Write(WriteModel):",
        ]
        for (field, type, number) in table.writable {
            let type = self.type(type, names.choiceStems[position][number])
            lines.append(member(position, number, field, type))
        }
        if table.writable.isEmpty { lines.append("    pass") }
        return lines
    }

    private func member(
        _ position: Int, _ number: Int, _ field: BaseModel.Field, _ type: String
    ) -> String {
        let alias = "Field(alias=\(TextLiteral.quoted(field.name)))"
        let name = names.fields[position][number]
        return "    \(name): Annotated[Optional[\(type)], \(alias)] = None"
    }

    /// The functional form takes any text as a key.
    private func dictionaries(_ position: Int) -> [String] {
        let table = base.tables[position]
        let stem = names.stems[position]
        let title = "\"\(TextLiteral.comment(table.name))\""
        var lines = ["", "# The cells of a record of \(title). An empty one is absent."]
        lines += ["\(stem)Fields = TypedDict(", "    \"\(stem)Fields\",", "    {"]
        for (number, field) in table.fields.enumerated() {
            let type = self.type(field.readType, names.choiceStems[position][number])
            lines.append("        # " + FieldNote.text(field))
            lines.append("        \(TextLiteral.quoted(field.name)): \(type),")
        }
        lines += [
            "    },", "    total=False,", ")", "", "", "# A record of \(title).",
            "class \(stem)Record(TypedDict):", "    id: \(stem)ID", "    createdTime: str",
            "    fields: \(stem)Fields", "", "",
            "# Cells to write in \(title). What is set to None is emptied.",
            "\(stem)Write = TypedDict(", "    \"\(stem)Write\",", "    {",
        ]
        for (field, type, number) in table.writable {
            let type = self.type(type, names.choiceStems[position][number])
            lines.append("        \(TextLiteral.quoted(field.name)): Optional[\(type)],")
        }
        return lines + ["    },", "    total=False,", ")"]
    }

    private func type(_ type: ValueType, _ choiceStem: String) -> String {
        switch type {
        case .text: "CellText"
        case .date: "CellDate"
        case .dateTime: "CellDateTime"
        case .dateOrTime: "CellDateOrTime"
        case .number: "CellNumber"
        case .integer: "CellInteger"
        case .boolean: "CellBoolean"
        case .choice: choiceStem + "Choice"
        case .link(let table): names.stem(of: table).map { $0 + "ID" } ?? "RecordKey"
        case .attachment: "Attachment"
        case .collaborator: "Collaborator"
        case .barcode: "Barcode"
        case .button: "Button"
        case .aiText: "AIText"
        case .anything: "Any"
        case .list(let element): "List[\(self.type(element, choiceStem))]"
        case .gathered(let element):
            "List[Optional[Union[\(self.type(element, choiceStem)), CellError]]]"
        case .computed(let value):
            computed(self.type(value, choiceStem))
        case .attachmentInput: "AttachmentInput"
        case .collaboratorInput: "CollaboratorInput"
        case .collaboratorIDInput: "Union[str, CollaboratorInput]"
        }
    }

    private func computed(_ value: String) -> String {
        value == "Any" ? "Any" : "Union[\(value), List[\(value)], CellError]"
    }

    // MARK: Names

    private var map: String {
        var lines = [
            "# The base's names: its tables and fields by their identifiers.",
            "BASE_KEY = \(TextLiteral.quoted(base.id.rawValue))",
            "BASE_NAME = \(TextLiteral.quoted(base.name))", "", "",
            "class FieldNames(NamedTuple):", "    id: str", "    name: str", "    type: str",
            "    is_read_only: bool", "", "", "class TableNames(NamedTuple):", "    id: str",
            "    name: str", "    key: str", "    fields: Mapping[str, FieldNames]", "", "",
            "TABLES: Mapping[str, TableNames] = {",
        ]
        for (position, table) in base.tables.enumerated() {
            lines += [
                "    \"\(names.tables[position])\": TableNames(",
                "        \(TextLiteral.quoted(table.id.rawValue)),",
                "        \(TextLiteral.quoted(table.name)),",
                "        \(TextLiteral.quoted(table.key)),", "        {",
            ]
            for (number, field) in table.fields.enumerated() {
                lines += [
                    "            \"\(names.fields[position][number])\": FieldNames(",
                    "                \(TextLiteral.quoted(field.id.rawValue)),",
                    "                \(TextLiteral.quoted(field.name)),",
                    "                \(TextLiteral.quoted(field.schema.type.rawValue)),",
                    "                \(field.isReadOnly ? "True" : "False"),", "            ),",
                ]
            }
            lines += ["        },", "    ),"]
        }
        return (lines + ["}"]).joined(separator: "\n")
    }

    private var tables: String {
        var lines = [
            "# The tables of the base, ready to be read and written.", "class Tables:",
            "    def __init__(self, connection: Connection) -> None:",
        ]
        if base.tables.isEmpty { lines.append("        del connection") }
        for (position, stem) in names.stems.enumerated() {
            let name = names.tables[position]
            let parse =
                flavour == .pydantic
                ? "\(stem)Record.model_validate, \(stem)Write.cells" : "as_it_is, as_it_is"
            lines += [
                "        self.\(name): TableClient[",
                "            \(stem)Record, \(stem)FieldName, \(stem)Write",
                "        ] = TableClient(connection, TABLES[\"\(name)\"], \(parse))",
            ]
        }
        return lines.joined(separator: "\n")
    }
}
