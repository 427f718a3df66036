package import AirtableAPI
package import FoundationEssentials
import Logging
import Synchronization

/// One base of a store: the generation that serves, and the way to the next.
package final class BaseStore: Sendable {
    package let id: BaseID
    let folder: DataFolder
    let options: StoreOptions
    let metadata: Metadata
    let logger: Logger
    /// Held from reading `metadata.sqlite` until the state in memory says the same: else a switch and
    /// a look at another process's doings could each open the new generation.
    private let adopting = Mutex<Void>(())
    /// Fires at every commit and switch, whichever process made it.
    package let commits = CommitSignal()
    /// Moves with `serving` and `pause`.
    package let stamp = StateStamp()
    /// Guards the one connection that writes the serving generation.
    let applying = Mutex(Applying())
    private let searches = SearchIndexes()
    let indexing = IndexingQueue()

    struct Applying {
        var writer: GenerationWriter?
        /// What was applied since the open rebuild began; nil without one.
        var touched: TouchedRecords?
    }

    private struct State {
        var row = BaseRow()
        var serving: Generation?
        /// Generations that no longer serve but may still be read here.
        var previous: Generation?
        var degradation: String?
    }

    private let state = Mutex(State())

    init(
        id: BaseID, folder: DataFolder, options: StoreOptions, metadata: Metadata, logger: Logger
    ) throws {
        self.id = id
        self.folder = folder
        self.options = options
        self.metadata = metadata
        var logger = logger
        logger[metadataKey: "base"] = "\(id)"
        self.logger = logger
        try notice()
        try checkSmallServing()
    }

    /// What answers now; nil before the first sync.
    package var serving: Snapshot? { servingGeneration.map(Snapshot.init) }

    var servingGeneration: Generation? { state.withLock { $0.serving } }

    /// The number of the generation kept for rollback.
    package var previousNumber: Int? { state.withLock { $0.row.previous } }

    /// Set after a rollback, until a refresh is asked for.
    package var pause: Pause? { state.withLock { $0.row.pause } }

    /// Why an older generation serves than should; nil when all is well. A new sync ends it.
    package var degradation: String? { state.withLock { $0.degradation } }

    /// Reads one state of the base.
    ///
    /// A generation that proves damaged is replaced by the other one, if that is sound, and the
    /// read is done again there.
    ///
    /// - Returns: nil when there is no generation yet.
    package func read<R>(
        timeLimit: Duration? = nil, _ body: (ReadSession) throws -> R
    ) throws -> R? {
        guard let generation = servingGeneration else { return nil }
        do {
            return try generation.read(timeLimit: timeLimit, body)
        } catch let error as StorageError where error.code == .corrupt {
            try fallBack(from: generation, because: error)
            return try servingGeneration.map { try $0.read(timeLimit: timeLimit, body) }
        } catch let error as StorageError where error.code == .moved {
            // Another process may have switched and removed the file a moment ago.
            try notice()
            guard let current = servingGeneration, current !== generation else { throw error }
            return try current.read(timeLimit: timeLimit, body)
        }
    }

    /// Begins to fill a new standby. The generation kept for rollback is given up.
    ///
    /// Only the holder of the writer lock may call this, and not while another rebuild is open.
    ///
    /// - Parameter now: when the sync began; the copy is at least as new as this.
    package func beginRebuild(
        schema: BaseSchema, name: String, at now: Date
    ) throws -> Rebuild {
        try folder.make(folder.basePath(id))
        let onDisk = folder.generationNumbers(id).last ?? 0
        let (number, row) = try adopting.withLock { _ in
            let (number, row) = try metadata.takeNumber(id, above: onDisk)
            adopt(row)
            return (number, row)
        }
        sweep(keeping: [row.serving])
        options.afterStep(.begun)
        do {
            // What is applied from here on is not in the pages, or may not be.
            applying.withLock { $0.touched = TouchedRecords() }
            return try Rebuild(
                store: self, number: number, from: servingGeneration, schema: schema,
                baseName: name, at: now)
        } catch {
            rebuildEnded()
            folder.removeGeneration(id, number)
            throw error
        }
    }

    /// Serves the generation before the last switch again, and pauses the base's sync until a
    /// refresh is asked for.
    ///
    /// - Throws: `StorageError.nothingToRollBack`, or `.corrupt` when that generation is damaged.
    package func rollback(at now: Date) throws -> Snapshot {
        guard let previous = try metadata.base(id).previous else {
            throw StorageError(
                .nothingToRollBack, "Base '\(id)' has no earlier generation to go back to.",
                hint: "One is kept from the end of a sync until the next sync begins.")
        }
        try Generation(folder: folder, base: id, number: previous).check()
        let reason = "rolled back to generation \(previous)"
        try adopting.withLock { _ in
            guard let row = try metadata.rollBack(id, reason: reason, at: now) else {
                throw StorageError(.superseded, "A sync began meanwhile.", hint: "Try again.")
            }
            adopt(row)
        }
        guard let generation = serving else {
            throw StorageError(.corrupt, "Generation \(previous) of '\(id)' cannot be opened.")
        }
        logger.info("rolled back", metadata: ["generation": "\(generation.number)"])
        return generation
    }

    /// Ends the pause that a rollback began.
    func resume() throws {
        try metadata.resume(id)
        try notice()
    }

    /// Adopts what `metadata.sqlite` says, such as a switch by another process.
    func notice() throws {
        try adopting.withLock { _ in adopt(try metadata.base(id)) }
    }

    /// Adopts what another process has committed to the serving generation.
    ///
    /// - Returns: whether there is anything new.
    func noticeCommits() throws -> Bool {
        defer { commits.announce(serving) }
        return try servingGeneration?.notice() ?? false
    }

    /// Removes files of generations that nobody names: leftovers of a crash.
    func sweepLeftovers() throws {
        let row = try metadata.base(id)
        sweep(keeping: [row.serving, row.previous])
    }

    /// Reads the whole serving generation and falls back to the other one if it is damaged.
    ///
    /// It takes about a second for a gigabyte; call it where that may be.
    package func checkServing() throws {
        guard let generation = servingGeneration else { return }
        do {
            try generation.check()
        } catch let error as StorageError where error.code == .corrupt {
            try fallBack(from: generation, because: error)
        }
    }

    /// - Parameter beginsHistory: whether the change log is a new one.
    func switchServing(
        to number: Int, from: Generation?, beginsHistory: Bool
    ) throws -> Generation {
        try adopting.withLock { _ in try switchAndAdopt(number, from, beginsHistory) }
    }

    /// Reads a serving generation that was too large to be checked when it was opened; see
    /// `checkServing`.
    package func checkLargeServing() throws {
        guard let generation = servingGeneration,
            generation.fileBytes > StorageLimits.checkedAtOpenBytes
        else { return }
        try checkServing()
    }

    private func switchAndAdopt(
        _ number: Int, _ from: Generation?, _ beginsHistory: Bool
    ) throws -> Generation {
        let generation = try open(number)
        let switched = try metadata.switchServing(
            id, from: from?.number, to: number, beginsHistory: beginsHistory)
        guard let row = switched else {
            throw StorageError(
                .superseded, "The serving generation of '\(id)' changed during the sync.",
                hint: "A rollback pauses the sync; ask for a refresh to go on.")
        }
        change { state in
            state.previous = state.serving
            state.serving = generation
            state.row = row
            state.degradation = nil
        }
        commits.announce(serving)
        return generation
    }

    // MARK: Changes

    /// Applies a change set to the serving generation: all of it or nothing.
    ///
    /// Only the holder of the writer lock may call this.
    ///
    /// - Throws: `StorageError`; `.superseded` when nothing serves.
    package func apply(_ changes: ChangeSet, at now: Date) throws -> AppliedChanges {
        try applying.withLock { applying in
            guard let generation = servingGeneration else {
                throw StorageError(.superseded, "There is no generation to apply changes to.")
            }
            // Changes that were gathered for another generation would make a mixture of this one.
            if let wanted = changes.generation, wanted != generation.number {
                throw StorageError.moved
            }
            if changes.isNews(to: generation.contents) == false {
                return AppliedChanges(nothing: generation.contents)
            }
            let writer = try writer(of: generation, &applying)
            let applied = try writer.apply(changes, at: now)
            applying.touched?.formUnion(applied.touched)
            generation.publish(applied.contents)
            commits.announce(serving)
            return applied
        }
    }

    /// Keeps change sets out while a rebuild ends.
    ///
    /// - Parameter body: gets what was applied since the rebuild began.
    func withoutApplying<R>(_ body: (TouchedRecords) throws -> R) throws -> R {
        try applying.withLock { applying in
            let result = try body(applying.touched ?? TouchedRecords())
            applying.touched = nil
            // The connection holds the generation that no longer serves.
            applying.writer = nil
            return result
        }
    }

    /// No rebuild is open any more.
    func rebuildEnded() {
        applying.withLock { $0.touched = nil }
    }

    /// The line of history that the change log of the serving generation belongs to.
    var historyEpoch: Int64 { state.withLock { $0.row.epoch } }

    // MARK: Inside

    /// Alters the state, and tells those that remember it.
    private func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
        stamp.move()
    }

    /// Opens a generation, with what queries share from one to the next.
    private func open(_ number: Int) throws -> Generation {
        let generation = try Generation(
            folder: folder, base: id, number: number, searches: searches, stamp: stamp)
        generation.indexes.onWish { [weak self] in self?.indexing.wake() }
        return generation
    }

    private func checkSmallServing() throws {
        guard let generation = servingGeneration,
            generation.fileBytes <= StorageLimits.checkedAtOpenBytes
        else { return }
        try checkServing()
    }

    private func sweep(keeping numbers: [Int?]) {
        for number in folder.generationNumbers(id) where !numbers.contains(number) {
            let held = state.withLock { state in
                let match = state.previous?.number == number ? state.previous : nil
                if match != nil { state.previous = nil }
                return match
            }
            if let held {
                held.retire()
            } else {
                folder.removeGeneration(id, number)
            }
        }
    }

    /// Makes the in-memory state follow a row; opens the serving generation where it is new.
    private func adopt(_ row: BaseRow) {
        defer { commits.announce(serving) }
        guard servingGeneration?.number != row.serving else {
            // The row says to which history the generation's log belongs: they change together.
            return change { $0.row = row }
        }
        do {
            let opened = try row.serving.map { number in
                try known(number) ?? open(number)
            }
            change { state in
                state.row = row
                state.previous = state.serving
                state.serving = opened
                state.degradation = nil
            }
        } catch let error as StorageError
            where error.code != .corrupt && folder.hasGeneration(id, row.serving)
        {
            // Not its damage: no memory, no descriptor, a lock. The next look tries again.
            logger.error("a generation cannot be opened", metadata: ["error": "\(error)"])
        } catch {
            change { $0.row = row }
            fallBack(row, because: error)
        }
    }

    /// The generation of that number, if this process still holds it.
    private func known(_ number: Int) -> Generation? {
        state.withLock { state in
            state.previous?.number == number ? state.previous : nil
        }
    }

    /// The serving generation cannot be opened: the other one serves, or none.
    private func fallBack(_ row: BaseRow, because error: any Error) {
        let other = row.previous.flatMap { number in
            try? open(number)
        }
        let damaged = row.serving ?? 0
        noteDegradation(damaged, other, error)
        change { state in
            // An open generation beats one from the disk: it was sound a moment ago.
            state.serving = state.serving ?? other
        }
        replaceInMetadata(damaged, other)
    }

    private func fallBack(from damaged: Generation, because error: StorageError) throws {
        let row = try metadata.base(id)
        guard servingGeneration === damaged else { return }
        let other = row.previous.flatMap { number -> Generation? in
            guard let other = try? open(number),
                (try? other.check()) != nil
            else { return nil }
            return other
        }
        noteDegradation(damaged.number, other, error)
        change { state in
            state.serving = other
            state.previous = nil
        }
        replaceInMetadata(damaged.number, other)
    }

    private func noteDegradation(_ damaged: Int, _ other: Generation?, _ error: any Error) {
        let consequence =
            other.map { "generation \($0.number) serves" } ?? "a new sync is needed"
        let text = "generation \(damaged) is damaged; \(consequence)"
        change { $0.degradation = text }
        logger.error(
            "a generation is damaged",
            metadata: [
                "generation": "\(damaged)", "error": "\(error)", "consequence": "\(consequence)",
            ])
    }

    private func replaceInMetadata(_ damaged: Int, _ other: Generation?) {
        do {
            try metadata.replaceDamaged(id, damaged, by: other?.number)
            let row = try metadata.base(id)
            change { $0.row = row }
        } catch {
            logger.error("the fallback could not be stored", metadata: ["error": "\(error)"])
        }
    }
}
