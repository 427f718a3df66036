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

    /// What stands before a name that begins with a digit. In Python an underscore would make it
    /// private, and pydantic refuses it.
    var digitPrefix: String { self == .python ? "n" : "_" }

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

    /// `keyword.kwlist`, the soft keywords, the names of types that annotations use, and the
    /// members of pydantic's `BaseModel` and of our `WriteModel`, which a field must not hide.
    private static let pythonWords = words(
        """
        False None True and as assert async await break case class continue def del elif else
        except finally for from global if import in is lambda match nonlocal not or pass raise
        return self try type while with yield _
        bool bytes dict float id int list object property set str tuple
        cells
        construct copy from_orm json parse_file parse_obj parse_raw schema schema_json
        update_forward_refs validate
        model_computed_fields model_config model_construct model_copy model_dump model_dump_json
        model_extra model_fields model_fields_set model_json_schema model_parametrized_name
        model_post_init model_rebuild model_validate model_validate_json model_validate_strings
        """)

    /// The Swift Programming Language, "Keywords and Punctuation", common type names, and
    /// the members that an enumeration of keys and a hashable structure have.
    private static let swiftWords = words(
        """
        Any Protocol Self Type actor as associatedtype async await borrowing break case catch
        class consuming continue default defer deinit do dynamic else enum extension fallthrough
        false fileprivate for func get guard if import in indirect init inout internal is lazy
        let macro mutating nil nonisolated open operator override package postfix
        precedencegroup prefix private protocol public repeat required rethrows return self set
        some static struct subscript super switch throw throws true try typealias unowned var
        weak where while
        airtableID allCases hashValue intValue none rawValue stringValue
        Array Bool Character Data Date Dictionary Double Float Int Optional Set String URL
        """)

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
