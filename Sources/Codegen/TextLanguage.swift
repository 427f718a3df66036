/// What a base can be told in, as `--lang` and `?lang=` name it. OpenAPI is not among them: it
/// describes routes too.
package enum TextLanguage: String, CaseIterable, Sendable {
    case typeScript = "typescript"
    case zod
    case python
    case pythonTypedDict = "python-typeddict"
    case swift
    case jsonSchema = "json-schema"

    /// The text for a base. The same base gives the same bytes, on every machine.
    package func text(_ base: DescribedBase) -> String {
        switch self {
        case .typeScript: TypeScript(base).text
        case .zod: Zod(base).text
        case .python: Python(base, .pydantic).text
        case .pythonTypedDict: Python(base, .typedDict).text
        case .swift: SwiftSource(base).text
        case .jsonSchema: JSONSchema(base).text
        }
    }

    /// How a file with the text is called.
    package var fileName: String {
        switch self {
        case .typeScript: "aircache.ts"
        case .zod: "aircache-zod.ts"
        case .python, .pythonTypedDict: "aircache_base.py"
        case .swift: "AircacheBase.swift"
        case .jsonSchema: "aircache.schema.json"
        }
    }

    package var mediaType: String {
        switch self {
        case .typeScript, .zod: "application/typescript; charset=utf-8"
        case .python, .pythonTypedDict: "text/x-python; charset=utf-8"
        case .swift: "text/x-swift; charset=utf-8"
        case .jsonSchema: "application/schema+json; charset=utf-8"
        }
    }
}
