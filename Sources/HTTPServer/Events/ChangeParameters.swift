import AirtableAPI
import HTTPTypes
import Storage

/// The parameters of the change feed, each understood or refused.
struct ChangeParameters: Sendable {
    enum Start: Sendable {
        /// Nothing was said.
        case unnamed
        /// `now`: after the newest entry.
        case now
        case after(ChangeCursor)
    }

    let start: Start
    let filter: ChangeFilter
    let limit: Int

    /// The header by which clients of event streams tell what they saw last (HTML, section 9.2).
    static let lastEventID = "Last-Event-ID"

    /// - Parameters:
    ///   - generation: for the names of tables.
    ///   - isStream: `limit` belongs to pages alone, `Last-Event-ID` to streams.
    /// - Throws: `HTTPServerError` that names the parameter and says what is expected.
    init(_ call: Call, _ generation: Snapshot, isStream: Bool) throws(HTTPServerError) {
        try call.allowParameters(Self.names(isStream: isStream))
        var values: [String: String] = [:]
        for item in call.target.query.items { values[item.name] = item.value }
        filter = ChangeFilter(
            table: try Self.table(values["table"], generation),
            hasPrevious: try Self.flag(values["previous"]))
        limit = try Self.limit(values["limit"], call.limits)
        if isStream, let name = HTTPField.Name(Self.lastEventID),
            let text = call.head.headerFields[name], !text.isEmpty
        {
            start = .after(try Self.cursor(text, "The header '\(Self.lastEventID)'"))
        } else if let text = values["since"] {
            start = text == "now" ? .now : .after(try Self.cursor(text, "The parameter 'since'"))
        } else {
            start = .unnamed
        }
    }

    static func names(isStream: Bool) -> Set<String> {
        isStream ? ["since", "table", "previous"] : ["since", "table", "previous", "limit"]
    }

    private static func cursor(
        _ text: String, _ what: String
    ) throws(HTTPServerError) -> ChangeCursor {
        guard let cursor = ChangeCursor(text) else {
            throw HTTPServerError(
                .invalidCursor, "\(what) is '\(text)', which is no cursor.",
                hint: "Take one from 'cursor' or 'nextCursor', or from an event's id.")
        }
        return cursor
    }

    private static func table(
        _ name: String?, _ generation: Snapshot
    ) throws(HTTPServerError) -> TableID? {
        guard let name else { return nil }
        guard let table = generation.table(name) else {
            throw HTTPServerError(
                .unknownTable, "There is no table '\(name)' in this base.",
                hint: Call.listing(generation.tables.map(\.name), of: "Its tables are"))
        }
        return table.id
    }

    private static func flag(_ text: String?) throws(HTTPServerError) -> Bool {
        guard let text else { return false }
        guard text == "true" || text == "false" else {
            throw ListParameters.invalid("previous", "is '\(text)'", "It is 'true' or 'false'.")
        }
        return text == "true"
    }

    private static func limit(
        _ text: String?, _ limits: HTTPLimits
    ) throws(HTTPServerError) -> Int {
        guard let text else { return limits.defaultPage }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let limit = Int(text),
            (1...limits.largestPage).contains(limit)
        else {
            throw ListParameters.invalid(
                "limit", "is '\(text)'", "It is a whole number from 1 to \(limits.largestPage).")
        }
        return limit
    }
}
