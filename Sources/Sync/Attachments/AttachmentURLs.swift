import AirtableAPI
import AirtableClient
import FoundationEssentials
import Storage
import Synchronization

/// Where files of a base can be had now: the copy's addresses while they are good, then new ones.
///
/// An address is renewed by fetching its record; one call renews those of a hundred records, so the
/// whole batch that waits is asked for at once.
final class AttachmentURLs: Sendable {
    private struct State {
        var renewed: [AttachmentKey: (url: String, readAt: Date)] = [:]
        var waiting: [AttachmentPlace] = []
    }

    private let base: BaseID
    private let store: Store
    private let airtable: Airtable
    private let wallNow: @Sendable () -> Date
    private let gate = TaskGate()
    private let state = Mutex(State())

    init(
        _ base: BaseID, store: Store, airtable: Airtable, wallNow: @escaping @Sendable () -> Date
    ) {
        self.base = base
        self.store = store
        self.airtable = airtable
        self.wallNow = wallNow
    }

    /// These files will be asked for.
    func expect(_ entries: [AttachmentEntry]) {
        state.withLock { state in
            state.waiting = entries.map(\.place)
            if state.renewed.count > AttachmentLimits.addressesKept { state.renewed = [:] }
        }
    }

    /// An address that is good for a while.
    ///
    /// - Throws: `AttachmentGone`, `AirtableClientError`, `StorageError`.
    func address(of entry: AttachmentEntry) async throws -> String {
        if let known = state.withLock({ $0.renewed[entry.key] }), isGood(known.url, known.readAt) {
            return known.url
        }
        if let url = try addressInCopy(entry) { return url }
        return try await renew(entry, insteadOf: nil)
    }

    /// Reads an address anew in place of one that proved bad: that one again where Airtable has no
    /// other.
    ///
    /// - Throws: `AttachmentGone`, `AirtableClientError`, `StorageError`.
    func renew(_ entry: AttachmentEntry, insteadOf bad: String?) async throws -> String {
        try await gate.pass {
            let known = state.withLock { $0.renewed[entry.key] }
            if let known, known.url != bad, isGood(known.url, known.readAt) { return known.url }
            let readAt = wallNow()
            let records = neighbours(of: entry)
            let pages = try await airtable.records(
                base: base, table: entry.place.table, ids: records)
            // What was known before must not stand for a record that does not name the file any more.
            state.withLock { $0.renewed[entry.key] = nil }
            for page in pages { try take(page, readAt) }
            guard let url = state.withLock({ $0.renewed[entry.key] })?.url else {
                throw AttachmentGone()
            }
            return url
        }
    }

    /// The record of a file, and those of others in its table that wait.
    private func neighbours(of entry: AttachmentEntry) -> [RecordID] {
        let others = state.withLock(\.waiting)
            .filter { $0.table == entry.place.table && $0.record != entry.place.record }
            .map(\.record)
        let records = [entry.place.record] + Set(others).sorted()
        return Array(records.prefix(AirtableLimits.recordsPerPage))
    }

    private func take(_ page: RecordPage, _ readAt: Date) throws {
        for slice in page.records {
            let fields = try JSONValue(parsing: Array(page.bytes[slice.fields])).object
            for cell in fields?.members ?? [] {
                for attachment in Attachment.all(in: cell.value) {
                    state.withLock { state in
                        for (rendition, url) in attachment.urls {
                            state.renewed[AttachmentKey(attachment.id, rendition)] = (url, readAt)
                        }
                    }
                }
            }
        }
    }

    /// The address that the copy has, if it is good still.
    private func addressInCopy(_ entry: AttachmentEntry) throws -> String? {
        let found = try store.base(base).read { session -> (url: String, readAt: Date)? in
            guard let table = session.contents.table(entry.place.table.rawValue) else { return nil }
            let named = try session.attachments(of: entry.place.record.rawValue, in: table)
            let url = named?.first { $0.attachment.id == entry.key.id }?.attachment
                .urls[entry.key.rendition]
            return url.map { ($0, session.contents.builtAt) }
        }
        guard case (let url, let readAt)?? = found, isGood(url, readAt) else { return nil }
        return url
    }

    private func isGood(_ url: String, _ readAt: Date) -> Bool {
        let end =
            Self.expiry(of: url)?
            .addingTimeInterval(-(AttachmentLimits.addressMargin / .seconds(1)))
            ?? readAt.addingTimeInterval(AttachmentLimits.addressAge / .seconds(1))
        return wallNow() < end
    }

    /// When an address ends: Airtable's have the time in milliseconds as the third part after `u`.
    static func expiry(of url: String) -> Date? {
        let parts = url.split(separator: "/")
        guard let user = parts.firstIndex(of: "u"), parts.count > user + 3,
            parts[user + 3].utf8.count == 13, let milliseconds = Int(parts[user + 3])
        else { return nil }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}

/// A record that does not name the attachment any more.
struct AttachmentGone: Error, CustomStringConvertible {
    let description = "the record does not name the file any more"
}
