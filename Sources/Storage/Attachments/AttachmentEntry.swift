package import AirtableAPI
package import FoundationEssentials

/// One file behind an attachment.
package struct AttachmentKey: Hashable, Sendable {
    package let id: AttachmentID
    package let rendition: Attachment.Rendition

    package init(_ id: AttachmentID, _ rendition: Attachment.Rendition = .original) {
        self.id = id
        self.rendition = rendition
    }
}

/// Where an attachment is named: what its address can be renewed by.
package struct AttachmentPlace: Hashable, Sendable {
    package let base: BaseID
    package let table: TableID
    package let record: RecordID
    package let field: FieldID

    package init(base: BaseID, table: TableID, record: RecordID, field: FieldID) {
        self.base = base
        self.table = table
        self.record = record
        self.field = field
    }
}

/// An attachment that a copy names, and where.
package struct NamedAttachment: Hashable, Sendable {
    package let attachment: Attachment
    package let place: AttachmentPlace

    package init(_ attachment: Attachment, at place: AttachmentPlace) {
        self.attachment = attachment
        self.place = place
    }
}

/// Contents of attachments that are on disk, under their SHA-256.
package struct Blob: Hashable, Sendable {
    /// 64 hexadecimal digits.
    package let hash: String
    /// Bytes.
    package let size: Int
    package let path: String
}

/// What the index knows of one file behind an attachment.
package struct AttachmentEntry: Hashable, Sendable {
    package let key: AttachmentKey
    package let place: AttachmentPlace
    package let filename: String
    /// The media type of the attachment; that of a thumbnail is told by its bytes alone.
    package let type: String?
    /// Bytes, as Airtable gave them; nil for thumbnails and while Airtable does not know.
    package let size: Int?
    /// Nil while it is not on disk.
    package let blob: Blob?
    /// Attempts that failed since the last one that did not.
    package let failures: Int
    /// Why the last attempt failed; without addresses and contents.
    package let failure: String?
    package let nextAttemptAt: Date
    /// Since when no copy names it.
    package let goneSince: Date?

    /// The same file, which is on disk now.
    package func with(_ blob: Blob) -> AttachmentEntry {
        AttachmentEntry(
            key: key, place: place, filename: filename, type: type, size: size, blob: blob,
            failures: 0, failure: nil, nextAttemptAt: nextAttemptAt, goneSince: goneSince)
    }
}

/// How many files there are.
package struct AttachmentTotals: Hashable, Sendable {
    /// Files that the copy names, thumbnails included.
    package var named = 0
    package var stored = 0
    /// Bytes of the stored ones; equal contents count once.
    package var storedBytes = 0
    /// Files whose last attempt failed.
    package var failing = 0

    package init() {}
}
