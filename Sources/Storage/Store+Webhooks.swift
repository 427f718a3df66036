package import AirtableAPI

extension Store {
    /// The webhook by which a base's changes are heard of; nil where there is none.
    package func webhook(_ base: BaseID) throws -> StoredWebhook? {
        try metadata.webhook(base)
    }

    /// Remembers a base's webhook; nil forgets it.
    package func setWebhook(_ webhook: StoredWebhook?, of base: BaseID) throws {
        try metadata.setWebhook(webhook, of: base)
    }

    /// How it went to keep a base current without full syncs.
    package func liveState(_ base: BaseID) throws -> LiveState {
        try metadata.live(base)
    }

    package func setLiveState(_ state: LiveState, of base: BaseID) throws {
        try metadata.setLive(state, of: base)
    }

    /// How often other instances asked for a base's changes to be fetched; it only grows.
    package func wakes(_ base: BaseID) throws -> Int {
        try metadata.wakes(base)
    }

    /// Asks the instance that syncs to fetch a base's changes.
    package func wake(_ base: BaseID) throws {
        try metadata.addWake(base)
    }
}
