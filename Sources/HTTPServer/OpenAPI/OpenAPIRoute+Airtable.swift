import AirtableAPI
import HTTPTypes

extension OpenAPIRoute {
    /// Airtable's own API. Its parameters and bodies are Airtable's, so its documentation has them.
    static let airtable: [OpenAPIRoute] = AirtableRoutes.all.map { route in
        let segments = route.pattern.split(separator: "/").map { segment in
            segment.first == ":" ? "{\(segment.dropFirst())}" : String(segment)
        }
        let variables = segments.filter { $0.first == "{" }.map {
            String($0.dropFirst().dropLast())
        }
        let method = route.method.rawValue.lowercased()
        let pattern = "/" + segments.joined(separator: "/")
        return OpenAPIRoute(
            .airtable, pattern, operationID(method, segments),
            "Airtable's own API: \(route.method.rawValue) \(pattern)", method: method,
            parameters: variables.map { name in
                OpenAPIParts.path(name, descriptions[name] ?? "Its id.")
            })
    }

    private static let descriptions = [
        "base": "The base's id.", "table": "The table's id or name.",
        "field": "The field's id or name.",
    ]

    /// Such as `airtablePatchBaseTableRecord`.
    private static func operationID(_ method: String, _ segments: [String]) -> String {
        let words = [method] + segments.dropFirst()
        return "airtable"
            + words.map { word in
                let letters = word.filter(\.isLetter)
                return letters.prefix(1).uppercased() + letters.dropFirst()
            }.joined()
    }
}
