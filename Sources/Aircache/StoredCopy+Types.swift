package import AirtableAPI
import Codegen
import HTTPServer
import Storage

extension StoredCopy {
    /// The languages that `types` knows, as it wants them named.
    package static let typesLanguages = TypesLanguage.names

    /// Code for a base, from the schema in its copy.
    ///
    /// - Parameter language: one of `typesLanguages`.
    /// - Throws: `AircacheError.nothingThere` before the base's first sync.
    package func types(_ base: BaseID, language: String) throws(AircacheError) -> String {
        guard let language = TypesLanguage(language) else {
            preconditionFailure("there is no language '\(language)'")
        }
        guard let serving = try serving(base) else {
            throw AircacheError(
                .nothingThere, "The base '\(base)' has no copy here.",
                hint: "Run `aircache sync` or `aircache serve` with it first.")
        }
        return language.text(DescribedBase(serving, id: base))
    }

    /// The base that is meant where one must be: the configured one, else the folder's only one.
    package func onlyBase(of configured: [BaseID]) throws(AircacheError) -> BaseID {
        let bases = configured.isEmpty ? self.bases() : configured
        guard let only = bases.first, bases.count == 1 else {
            let names = bases.map(\.rawValue).joined(separator: ", ")
            throw AircacheError(
                .nothingThere,
                bases.isEmpty ? "The data folder has no base." : "There are several bases.",
                hint: bases.isEmpty
                    ? "Run `aircache sync` first." : "Say which with --base: \(names).")
        }
        return only
    }
}
