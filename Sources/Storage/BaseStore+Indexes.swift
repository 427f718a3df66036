import Dispatch
import Logging
import Synchronization

extension BaseStore {
    /// Makes the indexes over fields that costly queries asked for, in the serving generation.
    ///
    /// Only the holder of the writer lock may call this. Readers go on meanwhile; change sets wait
    /// some 50 to 150 ms for each 50,000 records and index.
    ///
    /// - Returns: how many were made.
    @discardableResult
    package func makeWantedIndexes() throws -> Int {
        try applying.withLock { applying in
            guard let generation = servingGeneration else { return 0 }
            let wanted = generation.indexes.take()
            guard !wanted.isEmpty else { return 0 }
            let count = try writer(of: generation, &applying)
                .make(wanted, generation.contents.tables)
            generation.renewReaders()
            return count
        }
    }
}

/// Wakes the making of indexes, away from the thread whose query asked for one. It does nothing in a
/// process that does not hold the writer lock.
final class IndexingQueue: Sendable {
    private let queue = DispatchQueue(label: "aircache.indexes", qos: .utility)
    private let work = Mutex<(@Sendable () -> Void)?>(nil)

    /// What is to be done; nil while another process writes.
    func set(_ work: (@Sendable () -> Void)?) {
        self.work.withLock { $0 = work }
    }

    func wake() {
        guard let work = work.withLock({ $0 }) else { return }
        queue.async(execute: work)
    }
}

extension BaseStore {
    /// Makes indexes when they are asked for, as long as the lock is held.
    func letIndexesBeMade(by lock: WriterLock) {
        indexing.set { [weak self, weak lock] in
            guard let self, let lock, lock.isHeld else { return }
            self.makeIndexesInBackground()
        }
    }

    private func makeIndexesInBackground() {
        do {
            let count = try makeWantedIndexes()
            if count > 0 { logger.debug("indexes made", metadata: ["count": "\(count)"]) }
        } catch {
            logger.warning("an index cannot be made", metadata: ["error": "\(error)"])
        }
    }

    /// The connection that writes a generation.
    func writer(
        of generation: Generation, _ applying: inout Applying
    ) throws -> GenerationWriter {
        if let present = applying.writer, present.number == generation.number { return present }
        let made = try GenerationWriter(
            path: generation.path, base: id, number: generation.number,
            afterStep: options.afterApplyStep)
        applying.writer = made
        return made
    }
}
