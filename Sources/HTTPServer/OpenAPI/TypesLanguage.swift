package import Codegen
import Storage

/// What a base can be told in: the languages of `Codegen`, and OpenAPI, which needs the routes.
package enum TypesLanguage: Hashable, Sendable {
    case text(TextLanguage)
    case openAPI

    package static let names = TextLanguage.allCases.map(\.rawValue) + ["openapi"]

    /// - Parameter name: as `?lang=` and `--lang` give it; nil for one that there is not.
    package init?(_ name: String) {
        if name == "openapi" {
            self = .openAPI
        } else if let language = TextLanguage(rawValue: name) {
            self = .text(language)
        } else {
            return nil
        }
    }

    /// The text for a base. The same base gives the same bytes, on every machine.
    package func text(_ base: DescribedBase) -> String {
        switch self {
        case .text(let language): language.text(base)
        case .openAPI: OpenAPIDocument(base).text
        }
    }

    var fileName: String {
        switch self {
        case .text(let language): language.fileName
        case .openAPI: "openapi.json"
        }
    }

    var mediaType: String {
        switch self {
        case .text(let language): language.mediaType
        case .openAPI: "application/vnd.oai.openapi+json;version=3.1; charset=utf-8"
        }
    }
}
