import AirtableAPI
import HTTPTypes
import Synchronization

extension SimulatedAirtable {
    /// `GET /v0/{base}/{table}/{record}`. A record of another table of the base is found as well,
    /// and named by that table's fields.
    func getRecord(
        _ route: Route, _ base: SimulatedBase, table: String, record: String
    ) throws(Refusal) -> AirtableResponse {
        guard let schema = base.schema.table(idOrName: table) else {
            throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
        }
        let byID = try isByFieldID(route)
        guard let id = RecordID(wellFormed: record) else { throw Refusal(.notFound, .notFound) }
        guard let (found, fieldIDs) = base.find(id, first: schema.id) else {
            throw Refusal(.notFound, .recordNotFound)
        }
        var output: [UInt8] = []
        RecordWriter(fieldIDs: byID ? fieldIDs : nil).write(found, to: &output)
        return .json(output)
    }

    /// Reads the query: only a few of the list parameters are allowed.
    private func isByFieldID(_ route: Route) throws(Refusal) -> Bool {
        let allowed: Set<String> = [
            "cellFormat", "timeZone", "userLocale", "returnFieldsByFieldId",
        ]
        guard let items = route.query?.items, items.allSatisfy({ allowed.contains($0.name) }) else {
            throw Refusal(.unprocessableContent, .invalidRequest)
        }
        var unknown: [String] = []
        guard
            let query = try? ListRecordsQuery(queryString: QueryString(items), unknown: &unknown),
            query.cellFormat != .string
        else { throw Refusal(.unprocessableContent, .invalidRequest) }
        return query.returnFieldsByFieldID
    }
}

extension SimulatedBase {
    /// Looks a record up in one table, and then in all others.
    fileprivate func find(
        _ id: RecordID, first table: TableID
    ) -> (SimulatedRecord, fieldIDs: [String: String])? {
        state.withLock { state in
            let others = state.schema.tables.filter { $0.id != table }
            for schema in state.schema.tables.filter({ $0.id == table }) + others {
                if let record = state.tables[schema.id]?.record(id) {
                    return (record, schema.fieldIDs)
                }
            }
            return nil
        }
    }
}
