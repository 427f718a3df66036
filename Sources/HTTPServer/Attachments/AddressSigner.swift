import AirtableAPI
import Crypto
import FoundationEssentials

/// Signs addresses of attachments, so that they work where no token can be sent: in an `<img>`.
///
/// A signature is `EXPIRY.MAC`: seconds since 1970, and 16 bytes of HMAC-SHA256 over the attachment's
/// id and the expiry. It opens one attachment with its thumbnails, and nothing else.
struct AddressSigner: Sendable {
    private let key: SymmetricKey

    init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    func signature(of id: AttachmentID, until expiry: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let mac = code(id, expiry).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "\(expiry)." + String(decoding: mac, as: UTF8.self)
    }

    func accepts(_ signature: String, for id: AttachmentID, at now: Date) -> Bool {
        let parts = signature.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= Self.expiryDigits,
            let expiry = Int(parts[0]), Double(expiry) > now.timeIntervalSince1970
        else { return false }
        // To the end, whatever differs: the time must not tell how much was right.
        let (wanted, given) = (self.signature(of: id, until: expiry).utf8, signature.utf8)
        guard wanted.count == given.count else { return false }
        return zip(wanted, given).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// When addresses end that are handed out now. It stays the same for a whole lifetime, so that
    /// records keep their bytes and their entity tags.
    static func expiry(lifetime: Duration, at now: Date) -> Int {
        let seconds = max(Int(lifetime / .seconds(1)), 1)
        return (Int(now.timeIntervalSince1970) / seconds + 2) * seconds
    }

    /// Digits of a time until the year 5138.
    private static let expiryDigits = 11

    private func code(_ id: AttachmentID, _ expiry: Int) -> [UInt8] {
        let text = Array("\(id).\(expiry)".utf8)
        return Array(HMAC<SHA256>.authenticationCode(for: text, using: key).prefix(16))
    }
}
