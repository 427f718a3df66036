/// Values separated by commas, such as `a,"b,c"`: inside quotation marks a comma is a part of the
/// value, and a backslash takes the next character as it is.
enum CommaList {
    /// - Returns: nil when a quotation mark lacks its counterpart or text follows one.
    static func parse(_ text: some StringProtocol) -> [String]? {
        var items: [String] = []
        var rest = text[...]
        while true {
            guard let item = rest.first == "\"" ? quoted(&rest) : plain(&rest) else { return nil }
            items.append(item)
            guard let separator = rest.popFirst() else { return items }
            guard separator == "," else { return nil }
        }
    }

    private static func plain<Text: StringProtocol>(_ rest: inout Text) -> String?
    where Text.SubSequence == Text {
        let item = rest.prefix { $0 != "," }
        rest = rest.dropFirst(item.count)
        return String(item)
    }

    private static func quoted<Text: StringProtocol>(_ rest: inout Text) -> String?
    where Text.SubSequence == Text {
        var item = ""
        rest = rest.dropFirst()
        while let character = rest.first {
            rest = rest.dropFirst()
            switch character {
            case "\"": return item
            case "\\":
                guard let next = rest.first else { return nil }
                item.append(next)
                rest = rest.dropFirst()
            default: item.append(character)
            }
        }
        return nil
    }
}
