import AirtableAPI
import FoundationEssentials
import NIOCore
import Storage

/// A page of the change log as Server-Sent Events, encoded once for all who read it.
struct FeedChunk: Sendable {
    /// One event, and where its bytes stand.
    private struct Event: Sendable {
        let sequence: Int64
        /// Nil: it is for everybody.
        let subjects: Set<TableID>?
        let plain: Range<Int>
        let full: Range<Int>
    }

    /// The position before the first event, and the one after the last.
    let start: ChangeCursor
    let end: ChangeCursor
    /// Whether readers must read everything anew: its one event says so.
    let isReset: Bool
    private var events: [Event] = []
    private var plain = ByteBuffer()
    /// With the values from before.
    private var full = ByteBuffer()

    /// - Parameters:
    ///   - page: what the log has after `start`.
    ///   - contents: the state that tables have their names from.
    init(_ page: ChangePage, after start: ChangeCursor, contents: GenerationContents?, at now: Date)
    {
        self.start = start
        end = page.next
        isReset = page.isReset
        if page.isReset {
            let range = Self.append(
                ChangeJSON.reset(page.next, at: now), page.next, ChangeJSON.resetType, &plain)
            full = plain
            events = [
                Event(
                    sequence: page.next.sequence, subjects: nil, plain: range, full: range)
            ]
        }
        let json = ChangeJSON(contents: contents)
        for entry in page.entries {
            let type = entry.kind.rawValue
            events.append(
                Event(
                    sequence: entry.cursor.sequence, subjects: ChangeFilter.subjects(of: entry),
                    plain: Self.append(
                        json.object(entry, hasPrevious: false), entry.cursor, type, &plain),
                    full: Self.append(
                        json.object(entry, hasPrevious: true), entry.cursor, type, &full)))
        }
    }

    /// What it takes in memory.
    var byteCount: Int { plain.readableBytes + full.readableBytes }

    /// Whether a reader at `position` can go on with this chunk.
    func follows(_ position: ChangeCursor) -> Bool {
        if position == start { return true }
        return !isReset && position.epoch == end.epoch && position.sequence > start.sequence
            && position.sequence < end.sequence
    }

    /// The events after a position that the chunk follows. They share its memory where nothing is
    /// left out between them.
    func bytes(after position: ChangeCursor, _ filter: ChangeFilter) -> ByteBuffer {
        let buffer = filter.hasPrevious ? full : plain
        let wanted =
            isReset ? events[...] : events.drop { $0.sequence <= position.sequence }
        guard let first = wanted.first else { return ByteBuffer() }
        guard let table = filter.table else {
            let begin = range(first, filter).lowerBound
            return buffer.getSlice(at: begin, length: buffer.writerIndex - begin) ?? ByteBuffer()
        }
        var output = ByteBuffer()
        for event in wanted where event.subjects?.contains(table) ?? true {
            let range = range(event, filter)
            if let view = buffer.viewBytes(at: range.lowerBound, length: range.count) {
                output.writeBytes(view)
            }
        }
        return output
    }

    private func range(_ event: Event, _ filter: ChangeFilter) -> Range<Int> {
        filter.hasPrevious ? event.full : event.plain
    }

    /// Appends one event in the form of the HTML standard, section 9.2.
    ///
    /// JSON text has no line breaks of its own, so `data` is one line.
    private static func append(
        _ json: JSONValue, _ cursor: ChangeCursor, _ type: String, _ buffer: inout ByteBuffer
    ) -> Range<Int> {
        let begin = buffer.writerIndex
        buffer.writeString("id: \(cursor)\nevent: \(type)\ndata: ")
        buffer.writeBytes(json.bytes)
        buffer.writeString("\n\n")
        return begin..<buffer.writerIndex
    }
}
