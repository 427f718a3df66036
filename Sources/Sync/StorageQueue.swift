import Dispatch

/// Runs what blocks on the disk on a thread of its own, one after the other, so that the threads on
/// which requests are answered stay free.
package final class StorageQueue: Sendable {
    private enum Way {
        case caller
        case queue(DispatchQueue)
        case thread(BackgroundThread)
    }

    private let way: Way

    private init(_ way: Way) { self.way = way }

    /// Everything runs where it is called, as in tests in virtual time.
    package static var caller: StorageQueue { StorageQueue(.caller) }

    /// For what nobody waits for: its thread gives way to those which answer requests.
    package static var background: StorageQueue { StorageQueue(.thread(BackgroundThread())) }

    /// A queue for what somebody may wait for; one that runs where it is called has siblings of its kind.
    func sibling(_ label: String) -> StorageQueue {
        if case .caller = way { return .caller }
        return StorageQueue(.queue(DispatchQueue(label: label)))
    }

    /// What runs tasks beside it, in the background too; nil where everything runs where it is called.
    func taskExecutor() -> (any TaskExecutor)? {
        if case .caller = way { return nil }
        return BackgroundThread()
    }

    func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        switch way {
        case .caller: return try body()
        case .queue(let queue):
            return try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try body() }) }
            }
        case .thread(let thread):
            return try await withCheckedThrowingContinuation { continuation in
                thread.run { continuation.resume(with: Result { try body() }) }
            }
        }
    }
}
