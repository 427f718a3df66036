import AirtableClient
import Storage
import Sync

extension AircacheError {
    /// The error of a module, with its own sentence and hint.
    package init(_ error: any Error) {
        switch error {
        case let error as AircacheError: self = error
        case let error as StorageError: self.init(storage: error)
        case let error as AirtableClientError:
            let isRefused = [.unauthorized, .forbidden, .notFound].contains(error.code)
            self.init(isRefused ? .unauthorized : .airtable, error.message, hint: error.hint)
        case let error as SyncError:
            self.init(.syncFailed, error.message, hint: error.hint)
        case let error as SettingsError:
            self.init(.settings, error.description, hint: error.hint)
        default: self.init(.syncFailed, "\(error)")
        }
    }

    private init(storage error: StorageError) {
        let code: Code =
            switch error.code {
            case .folderUnusable, .diskFull, .busy: .folderUnusable
            case .nothingToRollBack: .nothingThere
            default: .syncFailed
            }
        self.init(code, error.message, hint: error.hint, cause: error.cause)
    }
}
