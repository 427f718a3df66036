import AirtableAPI
import Foundation
import HTTPServer
import NIOCore
import NIOPosix
import Storage
import Testing

extension ServerFixture {
    var baseStore: BaseStore {
        get throws { try store.base(Self.base) }
    }

    /// Applies a change of one project, new or not.
    func put(_ number: Int, _ name: String, table: String = Self.projects) throws {
        var changes = ChangeSet()
        var change = ChangeSet.Table()
        let record =
            #"{"id":"\#(Self.id(number))","createdTime":"2026-01-01T00:00:00.000Z","#
            + #""fields":{"Name":"\#(name)"}}"#
        change.pages = [try RecordPage(parsing: Array(#"{"records":[\#(record)]}"#.utf8))]
        changes.tables[TableID(table)] = change
        _ = try baseStore.apply(changes, at: Self.now)
    }

    func remove(_ number: Int) throws {
        var changes = ChangeSet()
        var change = ChangeSet.Table()
        change.removed = [RecordID(Self.id(number))]
        changes.tables[TableID(Self.projects)] = change
        _ = try baseStore.apply(changes, at: Self.now)
    }

    /// Gives a table another name.
    func rename(_ table: String, to name: String) throws {
        var changes = ChangeSet()
        var schema = try #require(try baseStore.serving?.contents.schema)
        let index = try #require(schema.tables.firstIndex { $0.id.rawValue == table })
        schema.tables[index].name = name
        changes.schema = schema
        _ = try baseStore.apply(changes, at: Self.now)
    }

    /// The newest cursor.
    func cursor() async throws -> String {
        let page = try await get("/api/changes?since=now").json()
        return try #require(page["nextCursor"]?.string)
    }

    /// Opens an event stream for the length of a body.
    func events<R: Sendable>(
        _ target: String = "/api/events", _ headers: [String] = [], method: String = "GET",
        host: String = "x",
        _ body: (inout EventReader) async throws -> R
    ) async throws -> R {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\(Self.authorization)\r\n"
        for header in headers { head += header + "\r\n" }
        let bytes = ByteBuffer(string: head + "\r\n")
        return try await client.connect().executeThenClose { inbound, outbound in
            try await outbound.write(bytes)
            var reader = EventReader(inbound: inbound.makeAsyncIterator())
            return try await body(&reader)
        }
    }
}

/// Reads an event stream as it comes.
struct EventReader {
    struct Event: Sendable {
        let id: String
        let type: String
        let data: JSONValue
    }

    var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private(set) var received: [UInt8] = []
    private(set) var hasEnded = false
    private var taken = 0

    init(inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
        self.inbound = inbound
    }

    /// What has come, taken apart; nil before the head is complete.
    var answer: RawAnswer? {
        var rest = received[...]
        return RawAnswer.parse(&rest)
    }

    var text: String { answer?.text ?? "" }

    /// The complete events with data so far.
    func all() throws -> [Event] {
        let blocks = text.components(separatedBy: "\n\n").dropLast()
        return try blocks.compactMap { block in
            var lines: [String: String] = [:]
            for line in block.split(separator: "\n") where !line.hasPrefix(":") {
                let parts = line.split(separator: ":", maxSplits: 1)
                lines[String(parts[0])] = String(parts[1].dropFirst())
            }
            guard let data = lines["data"] else { return nil }
            return Event(
                id: lines["id"] ?? "", type: lines["event"] ?? "",
                data: try JSONValue(parsing: Array(data.utf8)))
        }
    }

    /// The next event.
    mutating func next() async throws -> Event {
        taken += 1
        while try all().count < taken { try await more() }
        return try all()[taken - 1]
    }

    /// Reads until the text holds something so many times.
    mutating func wait(for needle: String, times: Int = 1) async throws {
        while text.components(separatedBy: needle).count <= times { try await more() }
    }

    mutating func waitForEnd() async throws {
        while !hasEnded { try? await more() }
    }

    private mutating func more() async throws {
        guard let part = try await inbound.next(isolation: #isolation) else {
            hasEnded = true
            throw Ended()
        }
        received += part.readableBytesView
    }

    struct Ended: Error {}
}
