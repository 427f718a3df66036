import AirtableAPI

/// The first words of every text: what made it, and from what.
enum Header {
    /// - Parameter language: as `--lang` names it.
    static func lines(_ base: BaseModel, _ language: String) -> [String] {
        [
            "Made by `aircache types --lang \(language)` from the schema of the base "
                + "\(base.id.rawValue), \"\(TextLiteral.comment(base.name))\".",
            "Do not edit it: make it anew when the base changes; `--check` says whether it has.",
        ]
    }
}
