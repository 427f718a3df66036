import FoundationEssentials

/// The address at which Airtable reaches this server.
enum WebhookAddress {
    static let path = "/webhooks/airtable/refresh"

    /// The whole address of notifications: the path is added where it is missing.
    ///
    /// - Returns: nil for what is no https address, nor an http one of this machine.
    static func url(_ text: String) -> String? {
        guard let url = URL(string: text), let host = url.host(), !host.isEmpty,
            url.query() == nil, url.fragment() == nil, url.user() == nil
        else { return nil }
        switch url.scheme {
        case "https": break
        case "http" where LoopbackAddress.contains(host): break
        default: return nil
        }
        var address = text
        while address.hasSuffix("/") { address.removeLast() }
        return address.hasSuffix(path) ? address : address + path
    }
}
