import AirtableAPI
import AirtableSimulator
import Codegen
import Foundation
import Testing

/// A base to make code for, and its records as they are served.
struct SampleBase: Sendable, CustomTestStringConvertible {
    let name: String
    let described: DescribedBase
    /// By table, in schema order.
    let records: [[JSONValue]]

    var testDescription: String { name }

    init(_ name: String, _ base: SimulatedBase) throws {
        self.name = name
        described = DescribedBase(
            id: base.id, name: base.name, schema: base.schema,
            tableKeys: Dictionary(
                uniqueKeysWithValues: base.schema.tables.enumerated().map { ($1.id, "key\($0)") }))
        records = try base.schema.tables.map { table in
            try base.records(table.id).map { try JSONValue(parsing: $0.json) }
        }
    }

    init(_ name: String, _ described: DescribedBase, records: [[JSONValue]]) {
        self.name = name
        self.described = described
        self.records = records
    }

    /// The demo base, the hostile one, and the real ones where they are.
    static let all: [SampleBase] = {
        do {
            var bases = [try SampleBase("demo", DemoBase.make()), HostileBase.make()]
            for name in realNames {
                guard let folder = realFolder(name) else {
                    print("skipped: shared/data/\(name) is not beside the package")
                    continue
                }
                for base in try BaseFolder.load(folder) {
                    bases.append(try SampleBase(name, base))
                }
            }
            return bases
        } catch {
            preconditionFailure("a sample base cannot be read: \(error)")
        }
    }()

    private static let realNames = ["cmip7-release", "cmip7-physical", "pyairtable-schemas"]

    private static func realFolder(_ name: String) -> String? {
        let folder = Toolbox.root.deletingLastPathComponent()
            .appendingPathComponent("shared/data/\(name)").path
        return FileManager.default.fileExists(atPath: folder + "/base.json") ? folder : nil
    }
}
