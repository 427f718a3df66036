/// A name in SQL text.
enum SQLIdentifier {
    /// The name in double quotes, with inner ones doubled.
    static func quoted(_ name: String) -> String {
        var output = "\""
        for scalar in name.unicodeScalars {
            if scalar == "\"" { output += "\"" }
            output.unicodeScalars.append(scalar)
        }
        return output + "\""
    }
}
