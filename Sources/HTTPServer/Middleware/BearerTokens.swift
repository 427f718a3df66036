import Crypto
import FoundationEssentials
import HTTPTypes

/// The tokens that open the API.
///
/// Digests are compared, each to its end and all of them, so that the time an answer takes tells
/// neither how much of a token was right nor which token it was.
struct BearerTokens: Sendable {
    private let digests: [SHA256Digest]
    private let isOpen: Bool

    /// - Parameter tokens: none for an API that is open. An empty token opens nothing.
    init(_ tokens: [String]) {
        isOpen = tokens.isEmpty
        digests = tokens.filter { !$0.isEmpty }.map(Self.digest)
    }

    enum Finding: Sendable {
        /// The token is one of ours, or none is needed.
        case known
        case missing
        /// There is a header that holds no token.
        case unreadable
        case unknown
    }

    func examine(_ headers: HTTPFields) -> Finding {
        if isOpen { return .known }
        let values = headers[values: .authorization]
        guard let first = values.first else { return .missing }
        guard values.count == 1, let token = Self.token(first) else { return .unreadable }
        return place(of: token) == nil ? .unknown : .known
    }

    /// Which of the tokens a request has, counted from 0; nil where it has none of them. Where none is
    /// needed, every request has the first.
    ///
    /// - Parameter values: of its `Authorization` fields.
    func position(_ values: [String]) -> Int? {
        if isOpen { return 0 }
        guard values.count == 1, let token = Self.token(values[0]) else { return nil }
        return place(of: token)
    }

    private func place(of token: String) -> Int? {
        let presented = Self.digest(token)
        var place: Int?
        for (index, digest) in digests.enumerated() where digest == presented {
            place = index
        }
        return place
    }

    /// - Throws: `HTTPServerError.unauthorized`.
    func check(_ headers: HTTPFields) throws(HTTPServerError) {
        let message: String
        var hint = "Send 'Authorization: Bearer <token>'."
        switch examine(headers) {
        case .known: return
        case .missing: message = "The request has no token."
        case .unreadable: message = "The Authorization header is not understood."
        case .unknown:
            message = "The token is not known here."
            hint = "Send one of the tokens in BEARER_TOKEN."
        }
        throw HTTPServerError(.unauthorized, message, hint: hint)
    }

    /// Whether the request has a token that opens the API, or needs none.
    func accept(_ headers: HTTPFields) -> Bool {
        if isOpen { return true }
        guard headers[.authorization] != nil else { return false }
        return (try? check(headers)) != nil
    }

    /// The token of `Bearer <token>`; the scheme's case means nothing (RFC 9110, section 11.1).
    private static func token(_ value: String) -> String? {
        let bytes = value.utf8
        if bytes.count > 7, bytes.starts(with: "Bearer ".utf8), !bytes.dropFirst(7).contains(0x20) {
            return String(Substring(bytes.dropFirst(7)))
        }
        let parts = value.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// What tells the clients of a request's token from others, and not the token; empty where the
    /// request has none.
    static func mark(of headers: HTTPFields) -> String {
        let values = headers[values: .authorization]
        guard values.count == 1, let token = token(values[0]) else { return "" }
        return Data(digest(token).prefix(12)).base64EncodedString()
    }

    /// Digests are compared in constant time.
    private static func digest(_ token: String) -> SHA256Digest {
        var token = token
        return token.withUTF8 { bytes in
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            return hash.finalize()
        }
    }
}
