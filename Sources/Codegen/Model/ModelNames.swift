import AirtableAPI

/// The identifiers of a base in one language, by the positions of its tables and fields.
///
/// A table's types are its stem with one of the endings `Record`, `Fields`, `Write`, `Choice`,
/// `FieldName`, `ID`. No ending is the end of another one, so two stems never meet in one type,
/// and no type of the fixed part of the text ends in one of them.
struct ModelNames: Sendable {
    /// Upper camel case, such as `Projects`.
    let stems: [String]
    /// As members: `projects`.
    let tables: [String]
    /// By table and field: `dueDate`.
    let fields: [[String]]
    /// By table and field, unique in the base, without its ending: `ProjectsStatus`.
    let choiceStems: [[String]]
    private let positions: [TableID: Int]

    /// - Parameter members: the style of tables and fields as members.
    init(_ base: BaseModel, _ language: Language, members: IdentifierNaming.Style) {
        let items = base.tables.map {
            IdentifierNaming.Item(id: $0.id.rawValue, name: $0.name)
        }
        stems = IdentifierNaming(language, style: .upperCamel).identifiers(for: items)
        let member = IdentifierNaming(language, style: members)
        tables = member.identifiers(for: items)
        fields = base.tables.map { table in
            member.identifiers(
                for: table.fields.map {
                    IdentifierNaming.Item(id: $0.id.rawValue, name: $0.name)
                })
        }
        let pairs = base.tables.flatMap { table in
            table.fields.map {
                IdentifierNaming.Item(id: $0.id.rawValue, name: table.name + " " + $0.name)
            }
        }
        var rest = IdentifierNaming(language, style: .upperCamel).identifiers(for: pairs)[...]
        choiceStems = base.tables.map { table in
            defer { rest = rest.dropFirst(table.fields.count) }
            return Array(rest.prefix(table.fields.count))
        }
        positions = Dictionary(
            base.tables.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The stem of a linked table; nil where the base has no such table.
    func stem(of table: TableID) -> String? { positions[table].map { stems[$0] } }
}
