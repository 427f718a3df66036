import AirtableAPI
import HTTPTypes
import Storage

extension Call {
    /// What stands in the records of tables in place of Airtable's addresses; nil for Airtable's own.
    ///
    /// - Parameter tables: all whose records the answer may have. Where none of them has attachment
    ///   fields nothing else is asked.
    func attachmentAddresses(in tables: [StoredTable]) -> AttachmentAddresses? {
        tables.contains(where: \.mayHoldAttachments) ? servedAddresses : nil
    }

    /// What stands in place of Airtable's addresses wherever attachments are named; nil for Airtable's
    /// own.
    var servedAddresses: AttachmentAddresses? {
        guard let files = instance.files, files.downloadsFiles,
            instance.settings.attachments.rewritesAddresses
        else { return nil }
        return attachmentAddresses(files)
    }

    /// Our addresses, whatever records carry.
    func attachmentAddresses(_ files: AttachmentFiles) -> AttachmentAddresses {
        let serving = instance.settings.attachments
        let prefix = (serving.publicURL ?? origin) + "/attachments/"
        guard serving.access == .signed, !instance.settings.bearerTokens.isEmpty,
            let signatures = files.signatures()
        else { return AttachmentAddresses(prefix: prefix) }
        let expiry = AddressSigner.expiry(
            lifetime: serving.signatureLifetime, at: instance.wallNow())
        let start = Array("\(expiry).".utf8)
        return AttachmentAddresses(prefix: prefix, until: expiry) { id, output in
            output += start
            signatures.append(id, until: expiry, to: &output)
        }
    }

    /// What an entity tag must say of addresses in the body.
    static func tagParts(_ addresses: AttachmentAddresses?) -> [String] {
        addresses.map { [$0.prefix, String($0.expiry ?? 0)] } ?? []
    }

    /// Where the client says that it found us; empty, which makes addresses relative, where it does
    /// not say so plainly.
    private var origin: String {
        guard let host = head.authority, host.utf8.count <= 255, !host.isEmpty,
            host.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || ".:-[]".utf8.contains(byte)
            })
        else { return "" }
        return "http://" + host
    }
}
