import AirtableAPI

/// From the values of a write request to cells.
extension SimulatedBase.State {
    /// The cells that a request writes, by field name; null clears one.
    ///
    /// With typecast, choices and linked records are made as they are needed.
    ///
    /// - Parameters:
    ///   - values: by field name or id.
    ///   - before: the record's cells; nil for a new record.
    mutating func writtenCells(
        _ values: JSONObject, of table: TableID, before: JSONObject?, _ context: WriteContext
    ) throws(Refusal) -> JSONObject {
        var cells = JSONObject()
        for (key, value) in values.members {
            guard let field = schema.table(table)?.field(idOrName: key) else {
                throw .unprocessable(.unknownFieldName(key))
            }
            guard !field.type.isComputed else { throw .unprocessable(.computed(field)) }
            guard !value.isNull else {
                cells[field.name] = .null
                continue
            }
            let written = WrittenValue(field: field, json: value, isTypecast: context.isTypecast)
            cells[field.name] = try cell(written, of: table, before, context)
        }
        return cells
    }

    private mutating func cell(
        _ value: WrittenValue, of table: TableID, _ before: JSONObject?, _ context: WriteContext
    ) throws(Refusal) -> JSONValue {
        switch value.field.type {
        case .singleLineText, .multilineText, .richText, .email, .url, .phoneNumber:
            try value.text()
        case .number, .percent, .currency, .duration, .rating: try value.number()
        case .checkbox: try value.checkbox()
        case .date, .dateTime: try value.date()
        case .barcode: try value.barcode()
        case .singleSelect: try choice(value, of: table)
        case .multipleSelects: try choices(value, of: table)
        case .singleCollaborator: try collaborator(value, value.json, context)
        case .multipleCollaborators: try collaborators(value, context)
        case .multipleRecordLinks: try links(value, context)
        case .multipleAttachments: try attachments(value, before)
        default: throw value.refused
        }
    }

    // MARK: Choices

    private mutating func choice(
        _ value: WrittenValue, of table: TableID
    ) throws(Refusal) -> JSONValue {
        switch value.json {
        case .string(let name): return .string(try choice(name, value, of: table))
        case .number(let number) where value.isTypecast:
            return .string(try choice(number.literal, value, of: table))
        default: throw value.refused
        }
    }

    private mutating func choices(
        _ value: WrittenValue, of table: TableID
    ) throws(Refusal) -> JSONValue {
        var names: [String] = []
        for text in try value.texts() {
            let name = try choice(text, value, of: table)
            if !name.isEmpty && !names.contains(name) { names.append(name) }
        }
        return .array(names.map(JSONValue.string))
    }

    /// The name of a choice; with typecast a new one is made. An empty text is no choice.
    private mutating func choice(
        _ text: String, _ value: WrittenValue, of table: TableID
    ) throws(Refusal) -> String {
        guard
            case .choices(let choices)? = schema.table(table)?
                .field(idOrName: value.field.id.rawValue)?.options
        else { throw value.refused }
        if text.isEmpty || choices.contains(where: { $0.name == text }) { return text }
        guard value.isTypecast else { throw .unprocessable(.newChoice(text)) }
        let name = text.trimmed
        if !name.isEmpty && !choices.contains(where: { $0.name == name }) {
            addChoice(name, to: value.field.id, of: table)
        }
        return name
    }

    private mutating func addChoice(_ name: String, to field: FieldID, of table: TableID) {
        let colors = ["blueLight2", "cyanLight2", "tealLight2", "greenLight2", "yellowLight2"]
        let id = random.identifier(ChoiceID.prefix)
        changeSchema(of: table) { table in
            for index in table.fields.indices where table.fields[index].id == field {
                var options = table.fields[index].rawOptions?.object ?? [:]
                var choices = options["choices"]?.array ?? []
                var choice: JSONObject = ["id": .string(id), "name": .string(name)]
                // A field whose colours are off gets no colour.
                if choices.isEmpty || choices.contains(where: { $0["color"] != nil }) {
                    choice["color"] = .string(colors[choices.count % colors.count])
                }
                choices.append(.object(choice))
                options["choices"] = .array(choices)
                table.fields[index].configuration.rawOptions = .object(options)
            }
        }
    }

    // MARK: Collaborators

    private func collaborators(
        _ value: WrittenValue, _ context: WriteContext
    ) throws(Refusal) -> JSONValue {
        guard let items = value.json.array ?? (value.isTypecast ? [value.json] : nil) else {
            throw value.refused
        }
        var users: [JSONValue] = []
        for item in items {
            // Lists take plain ids too.
            let isID = item.string.map { $0.hasPrefix("usr") || $0.hasPrefix("ugp") } ?? false
            let user = try collaborator(value, isID ? ["id": item] : item, context)
            if !users.contains(user) { users.append(user) }
        }
        return .array(users)
    }

    /// A user by id or e-mail; with typecast also by a text that is either, or the name.
    private func collaborator(
        _ value: WrittenValue, _ json: JSONValue, _ context: WriteContext
    ) throws(Refusal) -> JSONValue {
        if let text = json.string, value.isTypecast {
            guard !text.isEmpty else { return .null }
            let user = user(context) { user in
                ["id", "email", "name"].contains { user[$0]?.string == text }
            }
            guard let user else { throw .unprocessable(.cannotParse(text, value.field)) }
            return .object(user)
        }
        for key in ["id", "email"] {
            guard let text = json[key]?.string else { continue }
            guard let user = user(context, where: { $0[key]?.string == text }) else {
                throw .unprocessable(.cannotParse(text, value.field))
            }
            return .object(user)
        }
        throw value.refused
    }

    /// The writer, or somebody who is in a cell of the base already: the simulator keeps no other
    /// list of users.
    private func user(
        _ context: WriteContext, where isMeant: (JSONObject) -> Bool
    ) -> JSONObject? {
        var found: JSONObject?
        for table in schema.tables {
            let names = table.fields.filter {
                [.singleCollaborator, .multipleCollaborators].contains($0.type)
            }.map(\.name)
            guard !names.isEmpty else { continue }
            for record in tables[table.id]?.records ?? [] {
                let cells = record.cells
                let users = names.flatMap { name -> [JSONValue] in
                    cells[name].map { $0.array ?? [$0] } ?? []
                }
                found = users.lazy.compactMap(\.object).first(where: isMeant)
                if let found { return found }
            }
        }
        return isMeant(context.author.collaborator) ? context.author.collaborator : nil
    }
}
