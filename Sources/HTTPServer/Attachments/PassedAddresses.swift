import AirtableAPI
import Storage
import Sync

extension Call {
    /// Airtable's answer with our addresses of attachments in it.
    ///
    /// Ours lead nowhere before the copy names a file: until then Airtable's are left.
    ///
    /// - Parameter copyHasAll: whether the copy has every record that the answer has.
    func passedBody(_ answer: AirtableAnswer, copyHasAll: Bool) throws -> [UInt8] {
        // Most answers name no attachment, and go out byte for byte.
        guard let addresses = servedAddresses, answer.body.contains(Self.attachmentStart),
            let value = try? JSONValue(parsing: answer.body)
        else { return answer.body }
        let named = AttachmentAddresses.attachments(in: value)
        let known = copyHasAll ? named : try instance.store.attachments.named(named)
        return addresses.rewritten(value) { known.contains($0) }?.bytes ?? answer.body
    }

    /// How a text begins that is an attachment's id.
    private static let attachmentStart = Array("\"\(AttachmentID.prefix)".utf8)
}
