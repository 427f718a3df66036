package import AirtableClient
package import Storage

extension SharedCallLog {
    /// The log of calls in a data folder, for all processes that use it.
    package init(folder: DataFolder) {
        let files = CallLogFiles(folder: folder)
        self.init { base, body in files.lend(base, body) }
    }
}
