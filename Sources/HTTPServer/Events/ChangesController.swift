import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Storage

/// `GET /api/changes`: the change log, page by page.
enum ChangesController {
    static func list(_ call: Call) async throws -> Answer {
        let parameters = try ChangeParameters(call, try call.generation(), isStream: false)
        let store = try call.instance.store.base(call.base)
        let now = call.instance.wallNow()
        let addresses = parameters.filter.hasPrevious ? call.servedAddresses : nil
        let body = try await call.instance.queries.run { _ -> JSONValue? in
            switch parameters.start {
            case .now: try store.newestCursor().map { json([], next: $0) }
            case .unnamed:
                try store.changes(after: nil, limit: parameters.limit)
                    .map { json($0, parameters.filter, store.serving?.contents, addresses, now) }
            case .after(let cursor):
                try store.changes(after: cursor, limit: parameters.limit)
                    .map { json($0, parameters.filter, store.serving?.contents, addresses, now) }
            }
        }
        guard let body else { throw call.notSynced }
        return .json(body)
    }

    private static func json(
        _ page: ChangePage, _ filter: ChangeFilter, _ contents: GenerationContents?,
        _ addresses: AttachmentAddresses?, _ now: Date
    ) -> JSONValue {
        if page.isReset { return json([ChangeJSON.reset(page.next, at: now)], next: page.next) }
        let json = ChangeJSON(contents: contents, addresses: addresses)
        let changes = page.entries.filter(filter.contains)
            .map { json.object($0, hasPrevious: filter.hasPrevious) }
        return Self.json(changes, next: page.next, hasMore: page.hasMore)
    }

    private static func json(
        _ changes: [JSONValue], next: ChangeCursor, hasMore: Bool = false
    ) -> JSONValue {
        [
            "changes": .array(changes), "nextCursor": .string(next.description),
            "hasMore": .bool(hasMore),
        ]
    }
}
