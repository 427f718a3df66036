import Storage
import Synchronization

/// Adds up what the tasks of a sync have done.
final class ProgressReport: Sendable {
    private let progress: Mutex<SyncRun.Progress>
    private let report: @Sendable (SyncRun.Progress) -> Void

    init(tables: Int, report: @escaping @Sendable (SyncRun.Progress) -> Void) {
        progress = Mutex(SyncRun.Progress(tablesTotal: tables))
        self.report = report
        report(SyncRun.Progress(tablesTotal: tables))
    }

    /// - Parameter records: negative when a table begins anew.
    func received(_ records: Int) {
        report(
            progress.withLock { progress in
                progress.records += records
                return progress
            })
    }

    func finishedTable() {
        report(
            progress.withLock { progress in
                progress.tablesDone += 1
                return progress
            })
    }
}
