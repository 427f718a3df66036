import AirtableAPI
import AirtableSimulator
import FoundationEssentials
import Storage
import Sync

extension LiveFixture {
    /// The nth table of the base.
    func table(_ index: Int = 0) -> TableSchema { base.schema.tables[index] }

    /// A record as the copy of an instance has it; nil where it has none.
    func copied(_ record: RecordID, _ instance: TestInstance, table: Int = 0) throws -> JSONValue? {
        let id = self.table(table).id.rawValue
        return try instance.store.base(base.id).read { session -> JSONValue? in
            guard let table = session.contents.table(id),
                let body = try session.record(record.rawValue, table: table)
            else { return nil }
            return try JSONValue(parsing: body)
        } ?? nil
    }

    /// A record as the base has it.
    func original(_ record: RecordID, table: Int = 0) throws -> JSONValue? {
        try base.records(self.table(table).id).first { $0.id == record }
            .map { try JSONValue(parsing: $0.json) }
    }

    func ids(table: Int = 0) -> [RecordID] { base.records(self.table(table).id).map(\.id) }

    /// Writes through an instance; errors as Airtable would say them.
    func write(
        _ instance: TestInstance, _ method: WriteRequest.Method, _ record: RecordID? = nil,
        _ body: JSONValue? = nil, query: String? = nil, key: String? = nil, table: Int = 0
    ) async throws -> AirtableAnswer {
        do {
            return try await instance.engine.writes.write(
                WriteRequest(
                    method: method, table: self.table(table).name, record: record?.rawValue,
                    query: query, contentType: "application/json", body: body?.bytes ?? [],
                    idempotencyKey: key), base: base.id)
        } catch let error as PassingError {
            return error.answer
        }
    }
}

extension AirtableAnswer {
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }

    /// The ids of the records that it names.
    var ids: [RecordID] {
        (json["records"]?.array ?? [json]).compactMap { $0["id"]?.string.map { RecordID($0) } }
    }
}
