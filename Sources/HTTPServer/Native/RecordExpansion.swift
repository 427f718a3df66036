import AirtableAPI
import Storage

/// Which linked records are written in place of their ids: a tree of fields, as deep as its paths.
struct RecordExpansion: Sendable {
    struct Link: Sendable {
        /// The table of the linked records.
        let table: StoredTable
        /// What is expanded within them.
        var inner = RecordExpansion()
    }

    /// By the names of the linking fields.
    private(set) var links: [String: Link] = [:]

    var isEmpty: Bool { links.isEmpty }

    init() {}

    /// - Parameters:
    ///   - paths: fields by name or id, each within the records of the one before, separated by
    ///     dots, such as `Project.Owner`.
    ///   - limits: how many paths there may be, and how deep they may go.
    /// - Throws: `HTTPServerError` for a path that is too long or leads over no link.
    init(
        _ paths: [String], from table: StoredTable, in generation: Snapshot, limits: HTTPLimits
    ) throws(HTTPServerError) {
        guard paths.count <= limits.expansions else {
            throw ListParameters.invalid(
                "expand", "has \(paths.count) paths", "At most \(limits.expansions).")
        }
        for path in paths {
            try add(path[...], at: table, Place(generation, limits), level: 1)
        }
    }

    /// What a path is looked up in.
    private struct Place {
        let generation: Snapshot
        let limits: HTTPLimits

        init(_ generation: Snapshot, _ limits: HTTPLimits) {
            self.generation = generation
            self.limits = limits
        }
    }

    private mutating func add(
        _ path: Substring, at table: StoredTable, _ place: Place, level: Int
    ) throws(HTTPServerError) {
        guard level <= place.limits.expansionDepth else {
            throw ListParameters.invalid(
                "expand", "goes too deep",
                "At most \(place.limits.expansionDepth) links behind one another.")
        }
        let (field, rest) = try Self.first(of: path, table)
        guard case .links(let options) = field.schema.options,
            let linked = place.generation.table(options.linkedTableID.rawValue)
        else {
            throw ListParameters.invalid(
                "expand", "names '\(field.name)', which links no records",
                "Name fields of the type 'Link to another record'.")
        }
        var link = links[field.name] ?? Link(table: linked)
        if let rest { try link.inner.add(rest, at: linked, place, level: level + 1) }
        links[field.name] = link
    }

    /// The field that a path begins with, and what follows behind its dot. Names may have dots of
    /// their own, so the longest name counts.
    private static func first(
        of path: Substring, _ table: StoredTable
    ) throws(HTTPServerError) -> (StoredField, rest: Substring?) {
        var end = path.endIndex
        while true {
            if let field = table.field(idOrName: String(path[..<end])) {
                let isWhole = end == path.endIndex
                return (field, isWhole ? nil : path[path.index(after: end)...])
            }
            guard let dot = path[..<end].lastIndex(of: ".") else { break }
            end = dot
        }
        return (
            try FieldAddress.field(String(path), in: table, parameter: "expand"), nil
        )
    }
}
