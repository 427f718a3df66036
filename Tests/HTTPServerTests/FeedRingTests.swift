import AirtableAPI
import Foundation
import NIOCore
import Testing

@testable import HTTPServer
@testable import Storage

/// What is kept of the end of a change log, as a value.
@Suite struct FeedRingTests {
    static let now = Date(timeIntervalSince1970: 1_767_225_600)

    static func cursor(_ sequence: Int64, epoch: Int64 = 1) -> ChangeCursor {
        ChangeCursor(epoch: epoch, sequence: sequence)
    }

    /// The entries from `first` to `last`, those of even number in another table.
    static func chunk(_ first: Int64, _ last: Int64) -> FeedChunk {
        let entries = (first...last).map { number in
            ChangeEntry(
                cursor: cursor(number), at: now, kind: .recordDeleted,
                table: TableID(number.isMultiple(of: 2) ? "tblEven" : "tblOdd"),
                record: RecordID("rec\(number)"), detail: ["previous": ["Name": "old"]])
        }
        let page = ChangePage(
            entries: entries, next: cursor(last), hasMore: false, isReset: false)
        return FeedChunk(page, after: cursor(first - 1), contents: nil, at: now)
    }

    static func reset(after position: ChangeCursor, next: ChangeCursor) -> FeedChunk {
        let page = ChangePage(entries: [], next: next, hasMore: false, isReset: true)
        return FeedChunk(page, after: position, contents: nil, at: now)
    }

    /// The ids of what a reader gets next; nil when it must read the log.
    private func ids(
        _ ring: FeedRing, after position: ChangeCursor, _ filter: ChangeFilter = ChangeFilter()
    ) -> [String]? {
        switch ring.place(of: position) {
        case .behind: return nil
        case .atEnd: return []
        case .chunk(let chunk):
            return String(buffer: chunk.bytes(after: position, filter)).split(separator: "\n")
                .filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
        }
    }

    @Test("readers get what follows their position, also from the middle of a part")
    func following() {
        var ring = FeedRing(capacity: 1 << 20, count: 10)
        #expect(ids(ring, after: Self.cursor(3)) == nil)
        ring.begin(at: Self.cursor(3))
        ring.append(Self.chunk(4, 6))
        ring.append(Self.chunk(7, 7))
        #expect(ids(ring, after: Self.cursor(2)) == nil)
        #expect(ids(ring, after: Self.cursor(3)) == ["1.4", "1.5", "1.6"])
        #expect(ids(ring, after: Self.cursor(5)) == ["1.6"])
        #expect(ids(ring, after: Self.cursor(6)) == ["1.7"])
        #expect(ids(ring, after: Self.cursor(7)) == [])
        #expect(ids(ring, after: Self.cursor(8)) == nil)
        #expect(ids(ring, after: Self.cursor(5, epoch: 2)) == nil)
    }

    @Test("a filter leaves out other tables, and the values from before unless they are wanted")
    func filters() {
        let chunk = Self.chunk(1, 4)
        var filter = ChangeFilter(table: TableID("tblEven"))
        let plain = String(buffer: chunk.bytes(after: Self.cursor(0), filter))
        #expect(plain.contains("rec2") && plain.contains("rec4") && !plain.contains("rec3"))
        #expect(!plain.contains("previous"))
        filter.hasPrevious = true
        #expect(String(buffer: chunk.bytes(after: Self.cursor(2), filter)).contains("previous"))
    }

    @Test("what is kept is bounded, in bytes and in parts")
    func bounds() {
        var ring = FeedRing(capacity: 3 * Self.chunk(2, 2).byteCount, count: 100)
        ring.begin(at: Self.cursor(0))
        for number in 1...9 { ring.append(Self.chunk(Int64(number), Int64(number))) }
        #expect(ids(ring, after: Self.cursor(5)) == nil)
        #expect(ids(ring, after: Self.cursor(6)) == ["1.7"])
        var short = FeedRing(capacity: 1 << 20, count: 2)
        short.begin(at: Self.cursor(0))
        for number in 1...9 { short.append(Self.chunk(Int64(number), Int64(number))) }
        #expect(ids(short, after: Self.cursor(6)) == nil)
        #expect(ids(short, after: Self.cursor(7)) == ["1.8"])
    }

    @Test("a reset leads those at the end into the new history, and all others to the log")
    func resets() {
        var ring = FeedRing(capacity: 1 << 20, count: 10)
        ring.begin(at: Self.cursor(0))
        ring.append(Self.chunk(1, 2))
        ring.append(Self.reset(after: Self.cursor(2), next: Self.cursor(1, epoch: 2)))
        #expect(ids(ring, after: Self.cursor(1)) == nil)
        #expect(ids(ring, after: Self.cursor(2)) == ["2.1"])
        #expect(
            ids(ring, after: Self.cursor(2), ChangeFilter(table: TableID("tblOdd"))) == ["2.1"])
        #expect(ids(ring, after: Self.cursor(1, epoch: 2)) == [])
    }
}
