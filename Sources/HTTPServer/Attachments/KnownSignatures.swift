import AirtableAPI
import Synchronization

/// The signatures that were made for one expiry: lists carry the same ones again and again, and
/// looking one up costs a tenth of making it.
final class KnownSignatures: Sendable {
    /// An attachment's id without its prefix, of as many characters as Airtable's have.
    private struct Key: Hashable {
        let halves: SIMD2<UInt64>

        private static let prefix = Array(AttachmentID.prefix.utf8)

        /// Nil for an id that is longer, or begins otherwise.
        init?(_ id: UnsafeRawBufferPointer) {
            guard id.count <= 19, id.begins(with: Self.prefix) else { return nil }
            var halves = SIMD2<UInt64>()
            for index in 3..<max(3, id.count) {
                let half = index < 11 ? 0 : 1
                halves[half] = halves[half] << 8 | UInt64(id[index])
            }
            self.halves = halves
        }
    }

    private struct State {
        var expiry = 0
        var codes: [Key: AddressSigner.Code] = [:]
    }

    private let signer: AddressSigner
    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: how many are kept; then it begins anew.
    init(_ signer: AddressSigner, limit: Int) {
        self.signer = signer
        self.limit = limit
    }

    /// How many are kept.
    var count: Int { state.withLock { $0.codes.count } }

    /// Appends the MAC of a signature.
    ///
    /// - Parameter id: the attachment's id.
    func append(_ id: UnsafeRawBufferPointer, until expiry: Int, to output: inout [UInt8]) {
        guard let key = Key(id) else {
            return signer.code(id, until: expiry).append(to: &output)
        }
        let known = state.withLock { $0.expiry == expiry ? $0.codes[key] : nil }
        if let known { return known.append(to: &output) }
        let code = signer.code(id, until: expiry)
        state.withLock { state in
            if state.expiry != expiry || state.codes.count >= limit {
                state.expiry = expiry
                state.codes.removeAll(keepingCapacity: state.codes.count < limit)
            }
            state.codes[key] = code
        }
        code.append(to: &output)
    }
}
