import Aircache
import Synchronization

/// Shows how far syncs are, on stderr: a bar that is drawn again on a terminal, else a line for
/// each table that is done.
final class ProgressDisplay: Sendable {
    private struct State {
        var isBarOpen = false
        var lastLine = ""
    }

    private let isTerminal: Bool
    private let state = Mutex(State())

    init(isTerminal: Bool = Terminal.errorIsTerminal) {
        self.isTerminal = isTerminal
    }

    func show(_ run: RunProgress) {
        state.withLock { state in
            guard isTerminal else {
                let line = Self.line(run)
                if line != state.lastLine { Terminal.error(line) }
                state.lastLine = line
                return
            }
            Terminal.draw("\r\u{1B}[K" + Self.bar(run))
            state.isBarOpen = true
            if run.hasEnded {
                Terminal.draw("\n")
                state.isBarOpen = false
            }
        }
    }

    /// Leaves the line of the bar, so that what follows has one of its own.
    func end() {
        state.withLock { state in
            if state.isBarOpen { Terminal.draw("\n") }
            state.isBarOpen = false
        }
    }

    static let width = 24

    static func bar(_ run: RunProgress) -> String {
        let done = run.tablesTotal == 0 ? 0 : width * run.tablesDone / run.tablesTotal
        let bar =
            String(repeating: "█", count: done) + String(repeating: "░", count: width - done)
        return "\(run.base) \(bar) \(run.tablesDone)/\(run.tablesTotal) tables, "
            + "\(run.records) records, \(run.calls) calls"
    }

    /// Moves only with the state and the tables, so that a log does not fill with pages.
    static func line(_ run: RunProgress) -> String {
        switch run.state {
        case "queued": "\(run.base): waiting"
        case "running": "\(run.base): \(run.tablesDone) of \(run.tablesTotal) tables"
        case let state: "\(run.base): \(state)"
        }
    }

    /// What a run that succeeded has done.
    static func sentence(_ run: RunProgress) -> String {
        let time = run.seconds.map { " in \(($0 * 10).rounded() / 10) s" } ?? ""
        return "\(run.base): \(run.records) records of \(run.tablesDone) tables\(time), "
            + "\(run.calls) calls; generation \(run.generation ?? 0) serves"
    }
}
