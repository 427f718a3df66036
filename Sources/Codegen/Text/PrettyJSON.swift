import AirtableAPI

/// JSON with one member a line, as people review it.
enum PrettyJSON {
    static func text(_ value: JSONValue) -> String {
        var output = ""
        write(value, indent: "", to: &output)
        return output + "\n"
    }

    private static func write(_ value: JSONValue, indent: String, to output: inout String) {
        let inner = indent + "  "
        switch value {
        case .array(let items) where !items.isEmpty:
            if items.allSatisfy({ $0.array == nil && $0.object == nil }), items.count <= 4 {
                output += "[" + items.map(scalar).joined(separator: ", ") + "]"
                return
            }
            output += "[\n"
            for (index, item) in items.enumerated() {
                output += inner
                write(item, indent: inner, to: &output)
                output += index < items.count - 1 ? ",\n" : "\n"
            }
            output += indent + "]"
        case .object(let object) where !object.isEmpty:
            output += "{\n"
            for (index, member) in object.members.enumerated() {
                output += inner + TextLiteral.quoted(member.name) + ": "
                write(member.value, indent: inner, to: &output)
                output += index < object.count - 1 ? ",\n" : "\n"
            }
            output += indent + "}"
        default: output += scalar(value)
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let text) = value { TextLiteral.quoted(text) } else { value.text }
    }
}
