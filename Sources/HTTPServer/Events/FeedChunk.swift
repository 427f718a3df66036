import AirtableAPI
import FoundationEssentials
import NIOCore
import Storage
import Synchronization

/// A page of the change log as Server-Sent Events, encoded once for all who read it.
struct FeedChunk: Sendable {
    /// What one event is about.
    private struct Event: Sendable {
        let sequence: Int64
        /// Nil: it is for everybody.
        let subjects: Set<TableID>?
        /// Whether the values from before name attachments.
        let namesAttachments: Bool
    }

    /// The bytes of all events, and where each one stands.
    private struct Text: Sendable {
        var bytes = ByteBuffer()
        var ranges: [Range<Int>] = []

        /// Appends one event in the form of the HTML standard, section 9.2.
        ///
        /// JSON text has no line breaks of its own, so `data` is one line.
        mutating func append(_ json: JSONValue, _ cursor: ChangeCursor, _ type: String) {
            let begin = bytes.writerIndex
            bytes.writeString("id: \(cursor)\nevent: \(type)\ndata: ")
            bytes.writeBytes(json.bytes)
            bytes.writeString("\n\n")
            ranges.append(begin..<bytes.writerIndex)
        }

        func event(_ index: Int) -> ByteBufferView {
            let range = ranges[index]
            guard let view = bytes.viewBytes(at: range.lowerBound, length: range.count) else {
                preconditionFailure("every event stands in the bytes")
            }
            return view
        }
    }

    /// The events with our addresses in them, as the last reader wanted them: most come to us
    /// under one name.
    private final class Rewritten: Sendable {
        let last = Mutex<(key: [String], text: Text)?>(nil)
    }

    /// The position before the first event, and the one after the last.
    let start: ChangeCursor
    let end: ChangeCursor
    /// Whether readers must read everything anew: its one event says so.
    let isReset: Bool
    private var events: [Event] = []
    private var plain = Text()
    /// With the values from before.
    private var full = Text()
    private let rewritten = Rewritten()

    /// - Parameters:
    ///   - page: what the log has after `start`.
    ///   - contents: the state that tables have their names from.
    init(_ page: ChangePage, after start: ChangeCursor, contents: GenerationContents?, at now: Date)
    {
        self.start = start
        end = page.next
        isReset = page.isReset
        if page.isReset {
            plain.append(ChangeJSON.reset(page.next, at: now), page.next, ChangeJSON.resetType)
            full = plain
            events = [Event(sequence: page.next.sequence, subjects: nil, namesAttachments: false)]
        }
        let json = ChangeJSON(contents: contents)
        for entry in page.entries {
            let type = entry.kind.rawValue
            events.append(
                Event(
                    sequence: entry.cursor.sequence, subjects: ChangeFilter.subjects(of: entry),
                    namesAttachments: ChangeJSON.namesAttachments(entry)))
            plain.append(json.object(entry, hasPrevious: false), entry.cursor, type)
            full.append(json.object(entry, hasPrevious: true), entry.cursor, type)
        }
    }

    /// What it takes in memory at most.
    var byteCount: Int {
        let variants = events.contains(where: \.namesAttachments) ? 2 : 1
        return plain.bytes.readableBytes + full.bytes.readableBytes * variants
    }

    /// Whether a reader at `position` can go on with this chunk.
    func follows(_ position: ChangeCursor) -> Bool {
        if position == start { return true }
        return !isReset && position.epoch == end.epoch && position.sequence > start.sequence
            && position.sequence < end.sequence
    }

    /// The events after a position that the chunk follows. They share its memory where nothing is
    /// left out between them.
    ///
    /// - Parameter addresses: what stands in values from before in place of Airtable's addresses of
    ///   attachments; nil for Airtable's own.
    func bytes(
        after position: ChangeCursor, _ filter: ChangeFilter,
        addresses: AttachmentAddresses? = nil
    ) -> ByteBuffer {
        let text = filter.hasPrevious ? full(with: addresses) : plain
        let first =
            isReset ? 0 : events.firstIndex { $0.sequence > position.sequence } ?? events.count
        guard first < events.count else { return ByteBuffer() }
        guard let table = filter.table else {
            let begin = text.ranges[first].lowerBound
            return text.bytes.getSlice(at: begin, length: text.bytes.writerIndex - begin)
                ?? ByteBuffer()
        }
        var output = ByteBuffer()
        for index in first..<events.count where events[index].subjects?.contains(table) ?? true {
            output.writeBytes(text.event(index))
        }
        return output
    }

    private func full(with addresses: AttachmentAddresses?) -> Text {
        guard let addresses, events.contains(where: \.namesAttachments) else { return full }
        let key = Call.tagParts(addresses)
        return rewritten.last.withLock { last in
            if let last, last.key == key { return last.text }
            var text = Text()
            for (index, event) in events.enumerated() {
                let begin = text.bytes.writerIndex
                let bytes = full.event(index)
                text.bytes.writeBytes(
                    event.namesAttachments ? Self.rewrite(bytes, addresses) : Array(bytes))
                text.ranges.append(begin..<text.bytes.writerIndex)
            }
            last = (key, text)
            return text
        }
    }

    /// An event that `append` made, with our addresses in its data.
    private static func rewrite(
        _ event: ByteBufferView, _ addresses: AttachmentAddresses
    ) -> [UInt8] {
        let lines = event.split(separator: UInt8(ascii: "\n"))
        guard lines.count == 3, let json = try? JSONValue(parsing: Array(lines[2].dropFirst(6))),
            let rewritten = addresses.rewritten(json)
        else { return Array(event) }
        let head = Array(lines[0]) + Array("\n".utf8) + Array(lines[1])
        return head + Array("\ndata: ".utf8) + rewritten.bytes + Array("\n\n".utf8)
    }
}
