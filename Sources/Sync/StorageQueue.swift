import Dispatch

/// Runs what blocks on the disk on a thread of its own, one after the other, so that the threads on
/// which requests are answered stay free.
package final class StorageQueue: Sendable {
    private let queue: DispatchQueue?

    /// - Parameter label: nil to run everything where it is called, as tests in virtual time do.
    package init(label: String?) {
        queue = label.map { DispatchQueue(label: $0) }
    }

    /// Another queue of the same kind.
    func sibling(_ label: String) -> StorageQueue {
        StorageQueue(label: queue == nil ? nil : label)
    }

    func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        guard let queue else { return try body() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
