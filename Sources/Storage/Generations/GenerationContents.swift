package import AirtableAPI
package import FoundationEssentials

/// What a generation holds at one commit: its schema, its tables, and how far it has come.
///
/// A value that never changes; a commit makes a new one.
package final class GenerationContents: Sendable {
    package let baseName: String
    /// When the full sync began that made the generation.
    package let builtAt: Date
    /// The copy is at least as new as this: it moves with changes that are applied.
    package let syncedAt: Date
    /// The same by ISO 8601, with milliseconds: it is a part of every answer.
    package let syncedAtText: String
    package let schema: BaseSchema
    package let tables: [StoredTable]
    /// Which commit of the generation this is: 0 when it began to serve.
    package let commit: Int64
    /// Up to where Airtable's payloads are applied; nil where none are.
    package let position: PayloadPosition?
    /// Entries of the change log up to this number are gone.
    let logFloor: Int64
    private let tablesByName: [String: Int]

    init(
        baseName: String, builtAt: Date, syncedAt: Date, schema: BaseSchema, tables: [StoredTable],
        commit: Int64,
        position: PayloadPosition?, logFloor: Int64
    ) {
        self.baseName = baseName
        self.builtAt = builtAt
        self.syncedAt = syncedAt
        syncedAtText = syncedAt.formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        self.schema = schema
        self.tables = tables
        self.commit = commit
        self.position = position
        self.logFloor = logFloor
        tablesByName = Self.names(tables)
    }

    /// The table of that id, else of exactly that name, else of that key.
    package func table(_ idNameOrKey: String) -> StoredTable? {
        tablesByName[idNameOrKey].map { tables[$0] }
    }

    private static func names(_ tables: [StoredTable]) -> [String: Int] {
        var names: [String: Int] = [:]
        for (index, table) in tables.enumerated() { names[table.id.rawValue] = index }
        for (index, table) in tables.enumerated() where names[table.name] == nil {
            names[table.name] = index
        }
        for (index, table) in tables.enumerated() where names[table.key] == nil {
            names[table.key] = index
        }
        return names
    }
}

/// A place in the payloads of a webhook.
package struct PayloadPosition: Hashable, Sendable {
    package var webhook: WebhookID
    /// The number of the payload to ask for next.
    package var cursor: Int

    package init(webhook: WebhookID, cursor: Int) {
        self.webhook = webhook
        self.cursor = cursor
    }
}
