import AirtableAPI
import Foundation

/// Bases in folders of JSON files:
///
///     base.json               {"id": "app…", "name": "…"}
///     schema.json             as GET /v0/meta/bases/{base}/tables answers
///     records/<Table>.json    {"table": "tbl…", "name": "…", "records": [{id, createdTime, fields}]}
///
/// A table without a file is empty. What other members the files have is ignored. White space
/// between the parts of a record goes; its values stay byte for byte.
public enum BaseFolder {
    /// A file may be as large as that: 1 GiB.
    public static let fileSizeLimit = 1 << 30

    /// Loads the base in a folder, or all bases in the folders of a folder, by name.
    ///
    /// - Throws: `SimulatorError` that names the file and what is wrong with it.
    public static func load(_ path: String) throws -> [SimulatedBase] {
        let folder = URL(fileURLWithPath: path, isDirectory: true)
        if isBase(folder) { return [try loadBase(folder)] }
        let entries: [URL]
        do {
            entries = try FileManager.default.contentsOfDirectory(
                at: folder, includingPropertiesForKeys: nil)
        } catch {
            throw SimulatorError(
                .folderUnusable, "The folder \(path) cannot be read.",
                hint: "Give a folder with base.json, schema.json and records/.", cause: error)
        }
        let folders = entries.filter(isBase).sorted { $0.lastPathComponent < $1.lastPathComponent }
        guard !folders.isEmpty else {
            throw SimulatorError(
                .folderUnusable, "There is no base in \(path).",
                hint: "A base is a folder with base.json, schema.json and records/.")
        }
        let bases = try folders.map(loadBase)
        if let double = Dictionary(grouping: bases, by: \.id).first(where: { $1.count > 1 }) {
            throw SimulatorError(
                .malformed, "Two folders in \(path) hold the base \(double.key).",
                hint: "Give each base an id of its own in its base.json.")
        }
        return bases
    }

    private static func isBase(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("base.json").path)
    }

    private static func loadBase(_ folder: URL) throws -> SimulatedBase {
        let base = try readJSON(folder.appendingPathComponent("base.json"))
        guard let id = base["id"]?.string, let name = base["name"]?.string else {
            throw malformed(folder.appendingPathComponent("base.json"), "It has no id and name.")
        }
        let schemaFile = folder.appendingPathComponent("schema.json")
        let schema: BaseSchema
        do {
            schema = try BaseSchema(json: readJSON(schemaFile))
        } catch let error as WireFormatError {
            throw malformed(schemaFile, "\(error).", error)
        }
        let records = try loadRecords(folder.appendingPathComponent("records"), schema)
        return SimulatedBase(id: BaseID(id), name: name, schema: schema, records: records)
    }

    private static func loadRecords(
        _ folder: URL, _ schema: BaseSchema
    ) throws -> [TableID: [SimulatedRecord]] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
            isFolder.boolValue
        else { return [:] }
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }
        var records: [TableID: [SimulatedRecord]] = [:]
        for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
            let bytes = try read(file)
            let table = try table(of: file, bytes, schema)
            guard records[table] == nil else {
                throw malformed(file, "Another file has records of the table \(table) too.")
            }
            records[table] = try cut(bytes, file)
        }
        return records
    }

    private static func table(
        of file: URL, _ bytes: [UInt8], _ schema: BaseSchema
    ) throws -> TableID {
        let id: String?
        do {
            id = try member("table", of: bytes)
        } catch {
            throw malformed(file, "\(error)", error)
        }
        let text = id ?? file.deletingPathExtension().lastPathComponent
        guard let table = schema.table(idOrName: text) else {
            throw malformed(file, "It belongs to the table \(text), which schema.json lacks.")
        }
        return table.id
    }

    /// The text of a member of the outermost object, without decoding anything else.
    private static func member(_ name: String, of bytes: [UInt8]) throws -> String? {
        try bytes.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            var isFirst = true
            try scanner.beginObject()
            while let key = try scanner.nextKey(isFirst: isFirst) {
                isFirst = false
                if scanner.text(of: key) == name, try scanner.peekKind() == .string {
                    return scanner.text(of: try scanner.string())
                }
                _ = try scanner.skipValue()
            }
            return nil
        }
    }

    private static func cut(_ bytes: [UInt8], _ file: URL) throws -> [SimulatedRecord] {
        let page: RecordPage
        do {
            page = try RecordPage(parsing: bytes)
        } catch {
            throw malformed(file, "\(error)", error)
        }
        return page.records.map { slice in
            SimulatedRecord(
                id: RecordID(page.text(slice.id)), createdTime: page.text(slice.createdTime),
                fields: compact(bytes[slice.fields]))
        }
    }

    /// JSON text without the white space between its tokens.
    private static func compact(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var isInString = false
        var isEscaped = false
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte <= 0x20 {
                continue
            }
            output.append(byte)
        }
        return output
    }

    // MARK: Files

    private static func readJSON(_ file: URL) throws -> JSONValue {
        do {
            return try JSONValue(parsing: read(file))
        } catch let error as JSONSyntaxError {
            throw malformed(file, "\(error)", error)
        }
    }

    private static func read(_ file: URL) throws -> [UInt8] {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw SimulatorError(
                .folderUnusable, "The file \(file.path) cannot be read.",
                hint: "A base is a folder with base.json, schema.json and records/.", cause: error)
        }
        guard data.count <= fileSizeLimit else {
            throw malformed(file, "It is larger than \(fileSizeLimit) bytes.")
        }
        return Array(data)
    }

    private static func malformed(
        _ file: URL, _ detail: String, _ cause: (any Error)? = nil
    ) -> SimulatorError {
        SimulatorError(
            .malformed, "The file \(file.path) is not as it should be. \(detail)",
            hint: "Compare it with what Airtable's API answers.", cause: cause)
    }
}
