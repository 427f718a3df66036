/// Addresses that only this machine reaches.
package enum LoopbackAddress {
    /// Whether a host is `localhost`, in 127.0.0.0/8 or `::1`.
    package static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { UInt8($0) != nil }
    }
}
