import Glibc
package import Storage

/// The test hook `AIRCACHE_STOP_AFTER`: the process kills itself after a step of a rebuild, as a
/// crash or a loss of power would.
package enum StopHook {
    /// - Parameter step: the name of a `RebuildStep`, or nil for no hook.
    /// - Throws: `SettingsError` for a name that is no step.
    package static func options(step: String?) throws(SettingsError) -> StoreOptions {
        guard let step else { return StoreOptions() }
        guard let last = RebuildStep(rawValue: step) else {
            let names = RebuildStep.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(problems: [
                SettingsError.Problem(
                    name: SettingName.stopAfter, fault: "is '\(step)'", expected: "one of \(names)")
            ])
        }
        return StoreOptions { step in
            if step == last { kill(getpid(), SIGKILL) }
        }
    }
}
