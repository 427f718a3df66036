/// How a host is written in an address: IPv6 in brackets.
package enum URLHost {
    package static func text(_ host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    }
}
