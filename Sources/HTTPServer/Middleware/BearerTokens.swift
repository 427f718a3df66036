import Crypto
import HTTPTypes

/// The tokens that open the API.
///
/// Digests are compared, each to its end and all of them, so that the time an answer takes tells
/// neither how much of a token was right nor which token it was.
struct BearerTokens: Sendable {
    private let digests: [[UInt8]]
    private let isOpen: Bool

    /// - Parameter tokens: none for an API that is open. An empty token opens nothing.
    init(_ tokens: [String]) {
        isOpen = tokens.isEmpty
        digests = tokens.filter { !$0.isEmpty }.map(Self.digest)
    }

    /// - Throws: `HTTPServerError.unauthorized`.
    func check(_ headers: HTTPFields) throws(HTTPServerError) {
        if isOpen { return }
        let values = headers[values: .authorization]
        guard values.count == 1, let token = Self.token(values[0]) else {
            throw HTTPServerError(
                .unauthorized,
                values.isEmpty
                    ? "The request has no token." : "The Authorization header is not understood.",
                hint: "Send 'Authorization: Bearer <token>'.")
        }
        let presented = Self.digest(token)
        var isKnown = false
        for digest in digests where Self.areEqual(digest, presented) { isKnown = true }
        guard isKnown else {
            throw HTTPServerError(
                .unauthorized, "The token is not known here.",
                hint: "Send one of the tokens in BEARER_TOKEN.")
        }
    }

    /// The token of `Bearer <token>`; the scheme's case means nothing (RFC 9110, section 11.1).
    private static func token(_ value: String) -> String? {
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private static func digest(_ token: String) -> [UInt8] {
        Array(SHA256.hash(data: Array(token.utf8)))
    }

    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
