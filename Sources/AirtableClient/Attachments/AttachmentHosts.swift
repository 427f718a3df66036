/// Where attachments may be fetched from: https of Airtable's own hosts, and the upstream that is
/// configured.
///
/// An address comes out of a cell, and a redirect out of an answer: neither may lead this machine to
/// fetch what only this machine can reach.
package struct AttachmentHosts: Sendable {
    /// Domains of Airtable, with everything below them.
    static let domains = ["airtable.com", "airtableusercontent.com"]

    private let upstream: Origin?

    /// - Parameter upstream: scheme, host and port of `AIRTABLE_ENDPOINT_URL`.
    package init(upstream: String) {
        self.upstream = WebAddress(upstream)?.origin
    }

    func allows(_ address: WebAddress) -> Bool {
        if let upstream, address.origin == upstream { return true }
        // No IP address ends in one of these names, in whatever notation.
        return address.origin.scheme == "https" && address.origin.port == 443
            && Self.domains.contains { domain in
                address.origin.host == domain || address.origin.host.hasSuffix("." + domain)
            }
    }
}

/// Scheme, host and port.
struct Origin: Hashable, Sendable {
    let scheme: String
    /// In lower case.
    let host: String
    let port: Int
}

/// An absolute address of the web, read strictly: what two readers could understand differently is
/// no address.
struct WebAddress: Hashable, Sendable {
    let origin: Origin
    /// Path and query, beginning with a slash.
    let target: String

    /// Nil for what is no plain `http` or `https` address: no user, no spaces, no backslash, no
    /// escapes in the host.
    init?(_ text: String) {
        guard text.utf8.count <= AirtableClientLimits.attachmentURLLength,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.odd.contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let scheme = text[..<colon].lowercased()
        let rest = text[text.index(after: colon)...]
        guard scheme == "https" || scheme == "http", rest.hasPrefix("//") else { return nil }
        let afterSlashes = rest.dropFirst(2)
        let end = afterSlashes.firstIndex { "/?#".contains($0) } ?? afterSlashes.endIndex
        guard let (host, port) = Self.authority(afterSlashes[..<end]) else { return nil }
        origin = Origin(scheme: scheme, host: host, port: port ?? (scheme == "https" ? 443 : 80))
        let path = afterSlashes[end...].prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private init(_ origin: Origin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// Where a `Location` leads: another absolute address, or another path of this origin.
    func redirected(to location: String) -> WebAddress? {
        guard location.hasPrefix("/"), !location.hasPrefix("//") else {
            return WebAddress(location)
        }
        let isPlain = location.utf8.allSatisfy {
            (0x21...0x7E).contains($0) && !Self.odd.contains($0)
        }
        return isPlain ? WebAddress(origin, target: String(location.prefix { $0 != "#" })) : nil
    }

    var text: String {
        let isUsual = origin.port == (origin.scheme == "https" ? 443 : 80)
        return "\(origin.scheme)://\(origin.host)\(isUsual ? "" : ":\(origin.port)")\(target)"
    }

    private static let odd = Set("\"<>\\^`{|}".utf8)

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, !host.isEmpty else { return nil }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
        guard isName, !host.hasPrefix("."), !host.hasSuffix(".") else { return nil }
        guard parts.count == 2 else { return (host.lowercased(), nil) }
        let isNumber = parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber, let port = Int(parts[1]), (1...65_535).contains(port) else { return nil }
        return (host.lowercased(), port)
    }
}
