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
        let query = try query(route)
        guard let id = RecordID(wellFormed: record) else { throw Refusal(.notFound, .notFound) }
        guard let (found, table) = base.find(id, first: schema.id) else {
            throw Refusal(.notFound, .recordNotFound)
        }
        let writer = RecordWriter(
            fieldIDs: query.returnFieldsByFieldID ? table.schema.fieldIDs : nil,
            texts: try CellTexts(query, table))
        var output: [UInt8] = []
        writer.write(found, to: &output)
        return .json(output)
    }

    /// Reads the query: only a few of the list parameters are allowed.
    private func query(_ route: Route) throws(Refusal) -> ListRecordsQuery {
        let allowed: Set<String> = [
            "cellFormat", "timeZone", "userLocale", "returnFieldsByFieldId",
        ]
        guard let items = route.query?.items, items.allSatisfy({ allowed.contains($0.name) }) else {
            throw .unprocessable(.invalidRequest)
        }
        var unknown: [String] = []
        do throws(InvalidParameter) {
            return try ListRecordsQuery(queryString: QueryString(items), unknown: &unknown)
        } catch {
            throw .unprocessable(.invalidRequest)
        }
    }
}

extension SimulatedBase {
    /// Looks a record up in one table, and then in all others.
    fileprivate func find(
        _ id: RecordID, first table: TableID
    ) -> (SimulatedRecord, TableContents)? {
        state.withLock { state in
            let others = state.schema.tables.filter { $0.id != table }
            for schema in state.schema.tables.filter({ $0.id == table }) + others {
                if let record = state.tables[schema.id]?.record(id),
                    let contents = TableContents(state, table: schema.id.rawValue)
                {
                    return (record, contents)
                }
            }
            return nil
        }
    }
}
