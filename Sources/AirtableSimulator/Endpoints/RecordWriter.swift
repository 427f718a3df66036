import AirtableAPI

/// Writes records the way that a request wants them, cell values byte for byte.
struct RecordWriter: Sendable {
    /// The present names of fields, by the names that the record still has.
    var newNames: [String: String] = [:]
    /// The fields to write, by their present names; nil for all.
    var fieldNames: Set<String>?
    /// Field ids by present name, where cells are to be named by id.
    var fieldIDs: [String: String]?
    /// How many comments records have, where that is to be told; those that are not in it have none.
    var commentCounts: [RecordID: Int]?

    /// Where cells are to be written as texts.
    var texts: CellTexts?

    private var isPlain: Bool {
        newNames.isEmpty && fieldNames == nil && fieldIDs == nil && texts == nil
    }

    /// Appends the record object.
    func write(_ record: SimulatedRecord, to output: inout [UInt8]) {
        guard !isPlain || commentCounts != nil else {
            output += record.json
            return
        }
        output += "{\"id\":\"\(record.id)\",\"createdTime\":\"\(record.createdTime)\"".utf8
        if let commentCounts {
            output += ",\"commentCount\":\(commentCounts[record.id] ?? 0)".utf8
        }
        output += ",\"fields\":".utf8
        if isPlain {
            output += record.fields
        } else if let texts {
            output += fields(of: record, as: texts)
        } else {
            output += record.renamedFields(name)
        }
        output.append(UInt8(ascii: "}"))
    }

    private func fields(of record: SimulatedRecord, as texts: CellTexts) -> [UInt8] {
        var fields = JSONObject()
        for (oldName, cell) in record.cells.members {
            guard let key = name(oldName) else { continue }
            fields[key] = texts.text(of: cell, in: newNames[oldName] ?? oldName)
        }
        return JSONValue.object(fields).bytes
    }

    private func name(_ oldName: String) -> String? {
        let name = newNames[oldName] ?? oldName
        if let fieldNames, !fieldNames.contains(name) { return nil }
        guard let fieldIDs else { return name }
        return fieldIDs[name]
    }
}
