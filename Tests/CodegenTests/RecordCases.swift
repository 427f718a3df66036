import AirtableAPI
import Foundation

@testable import Codegen

/// Records that must be taken, and broken ones that must be refused.
struct RecordCases {
    private var cases: [JSONValue] = []

    /// - Parameter language: names the types.
    init(_ base: SampleBase, _ language: Language) {
        let model = BaseModel(base.described)
        let names = ModelNames(model, language, members: .lowerCamel)
        for (position, table) in model.tables.enumerated() {
            let type = names.stems[position] + "Record"
            for record in base.records[position] { add(type, record, isGood: true) }
            guard let sample = base.records[position].first else { continue }
            for field in table.fields {
                for value in Self.wrong(for: field.readType) {
                    var fields = sample["fields"]?.object ?? [:]
                    fields[field.name] = value
                    add(type, Self.setting("fields", .object(fields), in: sample), isGood: false)
                }
            }
            add(type, Self.setting("fields", [], in: sample), isGood: false)
            add(type, Self.setting("fields", nil, in: sample), isGood: false)
            add(type, Self.setting("id", nil, in: sample), isGood: false)
            add(type, Self.setting("id", 1, in: sample), isGood: false)
        }
    }

    func write(to folder: URL) throws {
        try Data(JSONValue.array(cases).bytes)
            .write(to: folder.appendingPathComponent("cases.json"))
    }

    private mutating func add(_ type: String, _ record: JSONValue, isGood: Bool) {
        cases.append(["type": .string(type), "record": record, "isGood": .bool(isGood)])
    }

    private static func setting(
        _ name: String, _ value: JSONValue?, in record: JSONValue
    ) -> JSONValue {
        var object = record.object ?? [:]
        object[name] = value
        return .object(object)
    }

    /// Values that no cell of such a type has.
    private static func wrong(for type: ValueType) -> [JSONValue] {
        switch type {
        case .anything, .computed(.anything), .gathered(.anything): []
        case .text: [1, true, [], ["nope": 1]]
        case .date: ["yesterday", "2026-1-1", "2026-01-31T08:00:00.000Z", 20_260_131]
        case .dateTime: ["2026-01-31", "2026-01-31 08:00", 1]
        case .dateOrTime: ["yesterday", 1]
        case .number: ["1", true, ["nope": 1]]
        case .integer: ["1", 1.5, true]
        case .boolean: ["true", 1]
        case .choice: ["no such choice", 1, ["*"]]
        case .link: ["no id", 1]
        case .list(let element): ["text", [["nope": 1]]] + wrong(for: element).map { [$0] }
        case .gathered: ["text", [["nope": 1]]]
        case .computed: [["nope": 1], [["nope": 1]]]
        default: ["text", 1, ["nope": 1]]
        }
    }
}
