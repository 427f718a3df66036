package import AirtableClient
package import Storage

extension CallLedger {
    /// Writes calls down in a store, for all instances on its folder.
    package init(store: Store) {
        self.init(
            add: { count, base, month in
                try store.addCalls(count, base: base, month: month.description)
            },
            total: { month in
                try store.calls(month: month.description).values.reduce(0, +)
            })
    }
}
