import AirtableAPI
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// A consumer of the change feed that keeps a copy of one table by it.
///
/// It follows the documented way: what the feed names is read anew. Each entry's cursor must be the
/// one right behind the last: so none is missed, none comes twice, and all come in order.
struct FeedReader {
    private(set) var cursor: String
    private(set) var copy: [String: JSONValue] = [:]
    private(set) var types: [String: Int] = [:]
    private let table: TableID

    /// Takes a cursor first, and then reads everything.
    init(_ address: String, table: TableID) async throws {
        self.table = table
        let now = try await TestClient.get(address + "/api/changes?since=now").json
        cursor = try #require(now["nextCursor"]?.string)
        let page = try await TestClient.get(address + "/api/tables/\(table)?pageSize=1000").json
        for record in try #require(page["records"]?.array) {
            copy[try #require(record["id"]?.string)] = record
        }
    }

    /// Reads pages until there is nothing more.
    mutating func readPages(_ address: String, limit: Int) async throws {
        while true {
            let page = try await TestClient.get(
                address + "/api/changes?since=\(cursor)&limit=\(limit)"
            ).json
            for change in try #require(page["changes"]?.array) { try await take(change, address) }
            #expect(page["nextCursor"]?.string == cursor)
            guard page["hasMore"]?.bool ?? false else { return }
        }
    }

    /// Reads the stream, and drops the connection after some events or some time.
    mutating func readStream(_ address: String, events: Int, seconds: Int64) async throws {
        var request = HTTPClientRequest(url: address + "/api/events")
        request.headers.add(name: "Last-Event-ID", value: cursor)
        var text = ""
        var taken = 0
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(seconds))
            for try await part in response.body {
                text += String(decoding: part.readableBytesView, as: UTF8.self)
                while let end = text.range(of: "\n\n") {
                    let event = text[..<end.lowerBound]
                    text = String(text[end.upperBound...])
                    guard
                        let data = event.split(separator: "\n").first(where: {
                            $0.hasPrefix("data: ")
                        })
                    else { continue }
                    try await take(JSONValue(parsing: Array(data.dropFirst(6).utf8)), address)
                    taken += 1
                    if taken == events { return }
                }
            }
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            return
        }
    }

    private mutating func take(_ change: JSONValue, _ address: String) async throws {
        let next = try #require(change["cursor"]?.string)
        #expect(next == Self.successor(of: cursor), "an entry was missed, or came twice")
        cursor = next
        let type = try #require(change["type"]?.string)
        types[type, default: 0] += 1
        guard let record = change["record"]?.string else { return }
        if type == "record.deleted" {
            copy[record] = nil
            return
        }
        let answer = try await TestClient.get(address + "/api/tables/\(table)/\(record)")
        copy[record] = answer.status == 200 ? answer.json : nil
    }

    private static func successor(of cursor: String) -> String? {
        let parts = cursor.split(separator: ".")
        guard parts.count == 2, let sequence = Int(parts[1]) else { return nil }
        return "\(parts[0]).\(sequence + 1)"
    }
}
