import AirtableAPI

/// A base as every language sees it: tables with fields whose types are worked out.
struct BaseModel: Sendable {
    struct Table: Sendable {
        let schema: TableSchema
        let key: String
        let fields: [Field]

        var id: TableID { schema.id }
        var name: String { schema.name }
        var writable: [(field: Field, type: ValueType, position: Int)] {
            fields.enumerated().compactMap { position, field in
                field.writeType.map { (field, $0, position) }
            }
        }
    }

    struct Field: Sendable {
        let schema: FieldSchema
        let readType: ValueType
        /// Nil for what cannot be written.
        let writeType: ValueType?
        let choices: [SelectChoice]

        init(_ schema: FieldSchema) {
            self.schema = schema
            readType = ValueType(reading: schema.configuration)
            writeType = ValueType(writing: schema.configuration)
            choices = schema.configuration.choices
        }

        var id: FieldID { schema.id }
        var name: String { schema.name }
        var isReadOnly: Bool { writeType == nil }
        /// Whether its type names choices, so that they need a type of their own.
        var hasChoices: Bool { readType.hasChoices }
    }

    let id: BaseID
    let name: String
    let tables: [Table]

    init(_ base: DescribedBase) {
        id = base.id
        name = base.name
        tables = base.schema.tables.map { table in
            // Airtable refuses a second field of one name; here it must not end in code that
            // declares a member twice.
            var names: Set<[UInt8]> = []
            let fields = table.fields.filter { names.insert(Array($0.name.utf8)).inserted }
            return Table(
                schema: table, key: base.tableKeys[table.id] ?? table.id.rawValue,
                fields: fields.map(Field.init))
        }
    }

    func position(of table: TableID) -> Int? {
        tables.firstIndex { $0.id == table }
    }
}

extension ValueType {
    var hasChoices: Bool {
        switch self {
        case .choice: true
        case .list(let value), .gathered(let value), .computed(let value): value.hasChoices
        default: false
        }
    }
}
