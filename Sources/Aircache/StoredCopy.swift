package import AirtableAPI
import AirtableClient
package import FoundationEssentials
package import Logging
import Storage

/// What is in a data folder, looked at without a server: for `aircache status` and `rollback`.
package struct StoredCopy: Sendable {
    private let store: Store
    private let path: String

    /// - Throws: `AircacheError.nothingThere` for a folder without a copy. Nothing is made.
    package init(folder path: String, logger: Logger) throws(AircacheError) {
        guard FileManager.default.fileExists(atPath: path + "/metadata.sqlite") else {
            throw AircacheError(
                .nothingThere, "There is no copy in '\(path)'.",
                hint: "Run `aircache serve` or `aircache sync` first, or set AIRCACHE_DATA_DIR.")
        }
        self.path = path
        do {
            store = try Store(folder: DataFolder(path: path), logger: logger)
        } catch {
            throw AircacheError(error)
        }
    }

    /// The bases with a folder of their own, by id.
    package func bases() -> [BaseID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/bases")) ?? []
        return names.filter(BaseID.isWellFormed).sorted().map { BaseID($0) }
    }

    /// How the copy stands.
    ///
    /// - Parameters:
    ///   - bases: nil for all.
    ///   - mode: what the settings say.
    package func status(
        _ bases: [BaseID]? = nil, mode: Settings.SyncMode = .polling, at now: Date
    ) throws(AircacheError) -> CopyStatus {
        do {
            let month = CalendarMonth(of: now)
            let calls = try store.calls(month: month.description).values.reduce(0, +)
            let pace = Double(calls) / max(now.timeIntervalSince(month.start), 1)
            return CopyStatus(
                dataFolder: path, month: month.description, callsThisMonth: calls,
                callsForecast: Int(pace * month.end.timeIntervalSince(month.start)),
                mode: mode.rawValue,
                bases: try (bases ?? self.bases()).map { base in
                    CopyStatus.Base(
                        store: try store.base(base),
                        lastRun: try store.runs(base: base, limit: 1).first,
                        live: try CopyStatus.Live(base, store), at: now)
                })
        } catch {
            throw AircacheError(error)
        }
    }

    /// The base's state that serves now; nil before its first sync.
    func serving(_ base: BaseID) throws(AircacheError) -> Snapshot? {
        do {
            return try store.base(base).serving
        } catch {
            throw AircacheError(error)
        }
    }

    /// Serves the generation before the last switch again, in every instance on the folder.
    ///
    /// - Returns: the number of the generation that serves now.
    package func rollback(_ base: BaseID, at now: Date) throws(AircacheError) -> Int {
        do {
            return try store.base(base).rollback(at: now).number
        } catch {
            throw AircacheError(error)
        }
    }
}
