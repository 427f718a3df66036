import HTTPTypes
import Sync

/// Who among those that may read may also write.
struct WriteRight: Sendable {
    private let access: WriteAccess
    private let writers: BearerTokens

    init(_ access: WriteAccess) {
        self.access = access
        if case .tokens(let tokens) = access {
            writers = BearerTokens(tokens)
        } else {
            writers = BearerTokens([])
        }
    }

    /// - Parameter headers: of a request whose token was found good.
    func includes(_ headers: HTTPFields) -> Bool {
        switch access {
        case .nobody: false
        case .everybody: true
        // No tokens at all open nothing here.
        case .tokens(let tokens): !tokens.isEmpty && writers.examine(headers) == .known
        }
    }
}
