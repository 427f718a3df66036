package import AirtableAPI
package import Codegen
package import Storage

extension DescribedBase {
    /// The base as one state of its copy has it.
    package init(_ snapshot: Snapshot, id: BaseID) {
        self.init(
            id: id, name: snapshot.baseName, schema: snapshot.schema,
            tableKeys: Dictionary(
                snapshot.tables.map { ($0.id, $0.key) }, uniquingKeysWith: { first, _ in first }))
    }
}
