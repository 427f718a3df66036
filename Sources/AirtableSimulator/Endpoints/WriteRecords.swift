import AirtableAPI
import HTTPTypes
import Synchronization

/// `POST`, `PATCH`, `PUT` and `DELETE` of `/v0/{base}/{table}[/{record}]`.
extension SimulatedAirtable {
    func writeRecords(
        _ request: AirtableRequest, _ route: Route, _ base: SimulatedBase, _ token: AccessToken,
        table: String, _ write: RecordWrite
    ) throws(Refusal) -> AirtableResponse {
        guard let table = base.schema.table(idOrName: table)?.id else {
            throw Refusal(.forbidden, .invalidPermissionsOrModelNotFound)
        }
        switch write {
        case .delete(let id):
            return .json(try delete([id], of: table, base, isBatch: false))
        case .deleteMany:
            return .json(try delete(try ids(route), of: table, base, isBatch: true))
        case .create, .update, .updateMany:
            let body = try WriteBody(request, write)
            let context = WriteContext(
                author: token, isTypecast: body.isTypecast, date: wallNow())
            return .json(
                try base.write { (state) throws(Refusal) in
                    try state.write(body, write, to: table, context)
                } answer: { state, written in
                    state.answer(written, to: body, of: table)
                })
        }
    }

    /// `records[]=a&records[]=b`, or `records` again and again.
    private func ids(_ route: Route) throws(Refusal) -> [String] {
        let items = (route.query?.items ?? []).filter {
            $0.name == "records" || ($0.name.hasPrefix("records[") && $0.name.hasSuffix("]"))
        }
        guard !items.isEmpty else { throw .unprocessable(.invalidRequest) }
        guard items.count <= AirtableLimits.recordsPerWrite else {
            throw .unprocessable(.tooManyRecords("deleted", items.count))
        }
        return items.map(\.value)
    }

    private func delete(
        _ ids: [String], of table: TableID, _ base: SimulatedBase, isBatch: Bool
    ) throws(Refusal) -> [UInt8] {
        try base.write { (state) throws(Refusal) in
            try state.remove(ids, from: table, isBatch: isBatch)
        } answer: { _, _ in
            let deleted = ids.map { id -> JSONValue in ["id": .string(id), "deleted": true] }
            return isBatch ? JSONValue.object(["records": .array(deleted)]).bytes : deleted[0].bytes
        }
    }
}

extension SimulatedBase.State {
    /// The records as they are after the write; of an upsert also which are new.
    fileprivate func answer(
        _ written: WrittenRecords, to body: WriteBody, of table: TableID
    ) -> [UInt8] {
        let writer = RecordWriter(
            fieldIDs: body.isByFieldID ? schema.table(table)?.fieldIDs : nil)
        let records = written.ids.compactMap { tables[table]?.record($0) }
        var output: [UInt8] = []
        if body.isBatch { output += "{\"records\":[".utf8 }
        for (index, record) in records.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            writer.write(record, to: &output)
        }
        guard body.isBatch else { return output }
        output.append(UInt8(ascii: "]"))
        if body.mergeFields != nil {
            for (name, ids) in [
                ("createdRecords", written.created), ("updatedRecords", written.updated),
            ] {
                output += ",\"\(name)\":".utf8
                JSONValue.array(ids.map { .string($0.rawValue) }).write(to: &output)
            }
        }
        output.append(UInt8(ascii: "}"))
        return output
    }
}
