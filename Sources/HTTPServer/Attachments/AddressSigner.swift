import AirtableAPI
import Crypto
import FoundationEssentials

/// Signs addresses of attachments, so that they work where no token can be sent: in an `<img>`.
///
/// A signature is `EXPIRY.MAC`: seconds since 1970, and 16 bytes of HMAC-SHA256 over the attachment's
/// id and the expiry. It opens one attachment with its thumbnails, and nothing else.
struct AddressSigner: Sendable {
    /// The first 16 bytes of an HMAC.
    struct Code: Equatable, Sendable {
        private let halves: (UInt64, UInt64)

        init(_ mac: some Sequence<UInt8>) {
            var halves: (UInt64, UInt64) = (0, 0)
            for (index, byte) in mac.prefix(16).enumerated() {
                if index < 8 {
                    halves.0 = halves.0 << 8 | UInt64(byte)
                } else {
                    halves.1 = halves.1 << 8 | UInt64(byte)
                }
            }
            self.halves = halves
        }

        static func == (one: Code, other: Code) -> Bool { one.halves == other.halves }

        /// Appends 32 hexadecimal digits.
        func append(to output: inout [UInt8]) {
            HexDigits.append(halves.0, to: &output)
            HexDigits.append(halves.1, to: &output)
        }
    }

    private let key: SymmetricKey

    init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    func signature(of id: AttachmentID, until expiry: Int) -> String {
        var text = Array("\(expiry).".utf8)
        code(id.rawValue.utf8, until: expiry).append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// - Parameter id: the id's ASCII.
    func code(_ id: some Sequence<UInt8>, until expiry: Int) -> Code {
        let text = Array(id) + Array(".\(expiry)".utf8)
        return Code(HMAC<SHA256>.authenticationCode(for: text, using: key))
    }

    /// When a signature ends, in seconds since 1970; nil for one that is not good now.
    func end(of signature: String, for id: AttachmentID, at now: Date) -> Int? {
        let parts = signature.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= Self.expiryDigits,
            let expiry = Int(parts[0]), Double(expiry) > now.timeIntervalSince1970
        else { return nil }
        // To the end, whatever differs: the time must not tell how much was right.
        let (wanted, given) = (self.signature(of: id, until: expiry).utf8, signature.utf8)
        guard wanted.count == given.count,
            zip(wanted, given).reduce(UInt8(0), { $0 | ($1.0 ^ $1.1) }) == 0
        else { return nil }
        return expiry
    }

    /// When addresses end that are handed out now. It stays the same for a whole lifetime, so that
    /// records keep their bytes and their entity tags.
    static func expiry(lifetime: Duration, at now: Date) -> Int {
        let seconds = seconds(lifetime)
        return (Int(now.timeIntervalSince1970) / seconds + 2) * seconds
    }

    /// From when on addresses with a later end are handed out, in seconds since 1970.
    static func successorTime(of expiry: Int, lifetime: Duration) -> Int {
        expiry - seconds(lifetime)
    }

    private static func seconds(_ lifetime: Duration) -> Int {
        max(Int(lifetime / .seconds(1)), 1)
    }

    /// Digits of a time until the year 5138.
    private static let expiryDigits = 11
}
