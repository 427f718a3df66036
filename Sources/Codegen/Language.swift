/// A language that source text is made for, and the words that it keeps for itself.
package enum Language: String, CaseIterable, Sendable {
    case typeScript
    case python
    case swift

    /// Words that cannot be an identifier, or that would confuse where they can.
    var reservedWords: Set<String> {
        switch self {
        case .typeScript: Self.typeScriptWords
        case .python: Self.pythonWords
        case .swift: Self.swiftWords
        }
    }

    /// ECMAScript's reserved words, those of strict mode, and TypeScript's names of types.
    private static let typeScriptWords = words(
        """
        any arguments as async await bigint boolean break case catch class const constructor
        continue debugger declare default delete do else enum eval export extends false finally
        for from function get if implements import in infer instanceof interface is keyof let
        module namespace never new null number object of package private protected public
        readonly require return set static string super switch symbol this throw true try type
        typeof undefined unique unknown var void while with yield
        Array Boolean Date Function Map Number Object Promise Record Set String Symbol
        """)

    /// `keyword.kwlist`, the soft keywords, and the names that a dataclass must not hide.
    private static let pythonWords = words(
        """
        False None True and as assert async await break case class continue def del elif else
        except finally for from global if import in is lambda match nonlocal not or pass raise
        return self try type while with yield _
        bool bytes dict float id int list object set str tuple
        """)

    /// The Swift Programming Language, "Keywords and Punctuation", and common type names.
    private static let swiftWords = words(
        """
        Any Protocol Self Type actor as associatedtype async await borrowing break case catch
        class consuming continue default defer deinit do dynamic else enum extension fallthrough
        false fileprivate for func get guard if import in indirect init inout internal is lazy
        let macro mutating nil nonisolated open operator override package postfix
        precedencegroup prefix private protocol public repeat required rethrows return self set
        some static struct subscript super switch throw throws true try typealias unowned var
        weak where while
        Array Bool Character Data Date Dictionary Double Float Int Optional Set String URL
        """)

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
