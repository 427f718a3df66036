import Glibc
package import Storage

/// The test hook `AIRCACHE_STOP_AFTER`: the process kills itself after a step of a rebuild, of
/// applying changes or of storing an attachment, as a crash would.
package enum StopHook {
    /// - Parameter step: the name of a `RebuildStep`, an `ApplyStep` or a `BlobStep`; nil for no hook.
    /// - Throws: `SettingsError` for a name that is no step.
    package static func options(step: String?) throws(SettingsError) -> StoreOptions {
        guard let step else { return StoreOptions() }
        if let last = RebuildStep(rawValue: step) {
            return StoreOptions { if $0 == last { kill(getpid(), SIGKILL) } }
        }
        if let last = ApplyStep(rawValue: step) {
            return StoreOptions(afterApplyStep: { if $0 == last { kill(getpid(), SIGKILL) } })
        }
        if let last = BlobStep(rawValue: step) {
            var options = StoreOptions()
            options.afterBlobStep = { if $0 == last { kill(getpid(), SIGKILL) } }
            return options
        }
        let steps =
            RebuildStep.allCases.map(\.rawValue) + ApplyStep.allCases.map(\.rawValue)
            + BlobStep.allCases.map(\.rawValue)
        throw SettingsError(problems: [
            SettingsError.Problem(
                name: SettingName.stopAfter, fault: "is '\(step)'",
                expected: "one of \(steps.joined(separator: ", "))")
        ])
    }
}
