/// Gives out names that differ from each other, also when case is ignored, as SQL and URLs do.
///
/// A wanted name that is taken gets its owner's id as a suffix, so that the result depends on
/// nothing but the names and ids themselves.
struct UniqueNames {
    private var taken: Set<String>

    init(reserved: some Sequence<String> = []) {
        taken = Set(reserved.map { $0.lowercased() })
    }

    mutating func take(_ wanted: String, id: String, separator: String) -> String {
        var name = wanted.isEmpty ? id : wanted
        var attempt = 1
        while !taken.insert(name.lowercased()).inserted {
            let suffix = attempt == 1 ? id : "\(id)\(separator)\(attempt)"
            name = wanted.isEmpty ? suffix : wanted + separator + suffix
            attempt += 1
        }
        return name
    }
}

/// The names under which the tables and fields of a base are addressed.
enum Naming {
    /// The original's rule for keys: lower-case, then nothing but `[a-z0-9]`.
    static func key(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.lowercased().unicodeScalars.filter {
                    ("a"..."z").contains($0) || ("0"..."9").contains($0)
                }))
    }

    /// Keys for names in order. Where a key is empty or several names share it, each of them gets
    /// the lower-cased id behind it, whatever the order: adding a table moves no other's key
    /// unless both names give the same key.
    static func keys(_ named: [(id: String, name: String)]) -> [String] {
        let wanted = named.map { key($0.name) }
        let counts = Dictionary(wanted.map { ($0, 1) }, uniquingKeysWith: +)
        var names = UniqueNames()
        return zip(named, wanted).map { item, wanted in
            let isUnique = !wanted.isEmpty && counts[wanted] == 1
            return names.take(
                isUnique ? wanted : wanted + key(item.id), id: key(item.id), separator: "")
        }
    }

    /// SQL names for names in order. SQLite ends SQL text at NUL and compares names without case;
    /// anything else may stand between quotation marks.
    static func sqlNames(
        _ named: [(id: String, name: String)], reserved: [String], isReserved: (String) -> Bool
    ) -> [String] {
        var names = UniqueNames(reserved: reserved)
        return named.map { item in
            let clean = String(item.name.filter { $0 != "\0" })
            let shortened = String(
                decoding: clean.utf8.prefix(StorageLimits.nameBytes), as: UTF8.self)
            let wanted = isReserved(shortened.lowercased()) ? "_" + shortened : shortened
            return names.take(wanted, id: item.id, separator: " ")
        }
    }
}
