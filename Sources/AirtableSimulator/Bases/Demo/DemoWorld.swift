import AirtableAPI

/// A base under construction: tables of rows, linked and computed step by step.
///
/// Rows are addressed by their position; ids appear only in link cells.
struct DemoWorld {
    struct Row {
        let id: RecordID
        let createdAt: Int
        var cells: JSONObject
    }

    struct Table {
        let id: TableID
        let name: String
        let description: String
        var fields: [FieldSchema] = []
        var rows: [Row] = []
        var views: [(name: String, type: String)] = []

        func field(_ name: String) -> FieldSchema {
            guard let field = fields.first(where: { $0.name == name }) else {
                preconditionFailure("the table \(self.name) has no field \(name)")
            }
            return field
        }
    }

    var builder: SchemaBuilder
    var random: SeededGenerator
    private(set) var tables: [Table] = []

    init(seed: UInt64) {
        builder = SchemaBuilder(seed: SeededGenerator.mix(seed))
        random = SeededGenerator(seed: seed)
    }

    // MARK: Tables and fields

    mutating func addTable(
        _ name: String, _ description: String, views: [(name: String, type: String)] = []
    ) {
        tables.append(
            Table(id: builder.tableID(), name: name, description: description, views: views))
    }

    func index(_ table: String) -> Int {
        guard let index = tables.firstIndex(where: { $0.name == table }) else {
            preconditionFailure("there is no table \(table)")
        }
        return index
    }

    func table(_ name: String) -> Table { tables[index(name)] }

    mutating func addField(
        _ table: String, _ name: String, _ type: FieldType, _ options: JSONValue? = nil,
        description: String? = nil
    ) {
        tables[index(table)].fields.append(
            builder.field(name, type, options, description: description))
    }

    mutating func addChoices(
        _ table: String, _ name: String, _ choices: [String], isMultiple: Bool = false
    ) {
        addField(
            table, name, isMultiple ? .multipleSelects : .singleSelect, builder.choices(choices))
    }

    mutating func addRow(_ table: String, createdAt: Int, _ cells: JSONObject) {
        let id = RecordID(random.identifier(RecordID.prefix))
        tables[index(table)].rows.append(Row(id: id, createdAt: createdAt, cells: cells))
    }

    /// Sets one cell of each row.
    mutating func fill(_ table: String, _ field: String, _ value: (Int, Row) -> JSONValue?) {
        let index = index(table)
        _ = tables[index].field(field)
        for row in tables[index].rows.indices {
            tables[index].rows[row].cells[field] = value(row, tables[index].rows[row])
        }
    }

    // MARK: Links

    /// Adds a link field and its inverse, and links rows both ways.
    ///
    /// - Parameter targets: for each row of `table` the rows that it links to.
    mutating func link(
        _ table: String, _ field: String, to target: String, inverse: String,
        isSingle: Bool = false,
        targets: [[Int]]
    ) {
        let (from, to) = (index(table), index(target))
        let (fieldID, inverseID) = (builder.fieldID(), builder.fieldID())
        tables[from].fields.append(
            FieldSchema(
                id: fieldID, name: field, type: .multipleRecordLinks,
                rawOptions: Options.links(to: tables[to].id, inverse: inverseID, isSingle: isSingle)
            ))
        tables[to].fields.append(
            FieldSchema(
                id: inverseID, name: inverse, type: .multipleRecordLinks,
                rawOptions: Options.links(to: tables[from].id, inverse: fieldID)))
        var backward = [[JSONValue]](repeating: [], count: tables[to].rows.count)
        for (row, positions) in targets.enumerated() {
            let id = JSONValue.string(tables[from].rows[row].id.rawValue)
            for position in positions { backward[position].append(id) }
            let ids = positions.map { JSONValue.string(tables[to].rows[$0].id.rawValue) }
            tables[from].rows[row].cells[field] = .array(ids)
        }
        for (row, ids) in backward.enumerated() {
            tables[to].rows[row].cells[inverse] = .array(ids)
        }
    }

    // MARK: The finished base

    mutating func base(name: String, seed: UInt64) -> SimulatedBase {
        let id = BaseID(random.identifier(BaseID.prefix))
        var schemas: [TableSchema] = []
        var records: [TableID: [SimulatedRecord]] = [:]
        for table in tables {
            schemas.append(
                builder.table(
                    table.name, id: table.id, fields: table.fields, description: table.description,
                    views: table.views))
            records[table.id] = table.rows.map { row in
                let cells = table.fields.compactMap { field in
                    row.cells[field.name].map { (field.name, $0) }
                }
                return SimulatedRecord(
                    id: row.id, createdTime: AirtableTime.text(epochSeconds: row.createdAt),
                    cells: JSONObject(cells))
            }
        }
        return SimulatedBase(
            id: id, name: name, schema: BaseSchema(tables: schemas), records: records, seed: seed)
    }
}
