import HTTPTypes
import Storage

/// `GET /api/events`: the change log as it grows, by Server-Sent Events.
enum EventsController {
    static func stream(_ call: Call) throws -> Answer {
        let parameters = try ChangeParameters(call, try call.generation(), isStream: true)
        var headers: HTTPFields = [
            .contentType: MediaType.eventStream, .cacheControl: "no-store",
        ]
        // nginx gathers answers otherwise.
        headers[.accelBuffering] = "no"
        guard call.head.method != .head else { return Answer(headers: headers) }
        let feed = call.instance.feeds.feed(call.base)
        let seat = try call.instance.feeds.takeSeat()
        let position: ChangeCursor
        switch parameters.start {
        case .after(let cursor): position = cursor
        case .unnamed, .now:
            guard let newest = try feed.newestCursor() else { throw call.notSynced }
            position = newest
        }
        let stream = EventStream(
            feed: feed, gate: call.instance.feeds.gate, filter: parameters.filter,
            start: position, requestBody: call.body,
            addresses: { call.servedAddresses }, seat: seat)
        return Answer(headers: headers, body: .events(stream))
    }
}
