import AirtableAPI
import Foundation
import Testing

@testable import HTTPServer

/// Signatures that are remembered are those that would be made.
@Suite("Known signatures")
struct KnownSignatureTests {
    private static let signer = AddressSigner(key: [1, 2, 3])

    private static func signature(
        _ known: KnownSignatures, _ id: String, until expiry: Int
    ) -> String {
        var output = Array("\(expiry).".utf8)
        Array(id.utf8).withUnsafeBytes { known.append($0, until: expiry, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }

    @Test("each is the attachment's own, first and again, for each expiry, whatever the limit")
    func same() {
        let ids =
            (0..<20).map { "att\($0)" } + (0..<20).map { "attABCDEFGHIJ\($0)" }
            + ["attABCDEFGH", "attABCDEFGHI", "attabcdefgh", "attAAAAAAAAAAAAAA"]
            // Ids that begin otherwise are no twins of those that do not.
            + ["abcABCDEFGH", "AttABCDEFGH"]
            + [16, 17, 61].map { "att" + String(repeating: "x", count: $0) }
        for limit in [1, 5, 1_000] {
            let known = KnownSignatures(Self.signer, limit: limit)
            for expiry in [100, 200, 100] {
                for _ in 0..<2 {
                    for id in ids {
                        let wanted = Self.signer.signature(of: AttachmentID(id), until: expiry)
                        #expect(Self.signature(known, id, until: expiry) == wanted, "\(id)")
                        #expect(known.count <= limit)
                    }
                }
            }
            // All but those that are longer than Airtable's, or begin otherwise.
            if limit == 1_000 { #expect(known.count == ids.count - 4) }
        }
    }

    @Test("a signature is the start of an HMAC-SHA256 in hexadecimal digits")
    func reference() {
        let text = Self.signer.signature(of: AttachmentID("attTEXT"), until: 1_767_225_600)
        #expect(text == "1767225600.a668143aa9dd0abed30fcf11a2e4e04e")
    }
}
