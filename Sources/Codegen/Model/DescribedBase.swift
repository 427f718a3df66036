package import AirtableAPI

/// What source text is made from: the schema of a base, its name, and the keys of its tables.
package struct DescribedBase: Sendable {
    package let id: BaseID
    package let name: String
    package let schema: BaseSchema
    /// The short names of tables in addresses.
    package let tableKeys: [TableID: String]

    package init(id: BaseID, name: String, schema: BaseSchema, tableKeys: [TableID: String]) {
        self.id = id
        self.name = name
        self.schema = schema
        self.tableKeys = tableKeys
    }
}
