import AirtableAPI
import Glibc

/// Which cells of a record differ between two bodies, and what they were.
///
/// Attachments carry addresses that change with every reading; those alone are no difference.
struct RecordDifference {
    /// The names of the fields whose cells differ, by the newer schema.
    let fields: [String]
    /// What the cells were; null for empty ones.
    let previous: JSONObject

    /// - Parameter names: how fields are called now, by their old names; nil for those that are
    ///   gone. Names that are not in it stayed.
    /// - Returns: nil when no cell differs.
    init?(
        from old: [UInt8], to new: [UInt8], names: [String: String?] = [:]
    ) throws(JSONSyntaxError) {
        let before = try Self.cells(old)
        let after = try Self.cells(new)
        var fields: [String] = []
        var previous = JSONObject()
        var seen: Set<String> = []
        for (oldName, range) in before.members {
            guard let name = names[oldName] ?? .some(oldName) else { continue }
            seen.insert(name)
            if let other = after.ranges[name],
                Self.isSame(old, range, new, other)
            {
                continue
            }
            fields.append(name)
            previous[name] = try JSONValue(parsing: Array(old[range]))
        }
        for (name, _) in after.members where !seen.contains(name) {
            fields.append(name)
            previous[name] = .null
        }
        guard !fields.isEmpty else { return nil }
        self.fields = fields
        self.previous = previous
    }

    private struct Cells {
        var members: [(name: String, range: Range<Int>)] = []
        var ranges: [String: Range<Int>] = [:]
    }

    /// The cells of a record object.
    private static func cells(_ body: [UInt8]) throws(JSONSyntaxError) -> Cells {
        let result: Result<Cells, JSONSyntaxError> = body.withUnsafeBufferPointer { bytes in
            do throws(JSONSyntaxError) {
                return .success(try cells(JSONScanner(bytes)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func cells(_ start: JSONScanner) throws(JSONSyntaxError) -> Cells {
        var scanner = start
        var cells = Cells()
        var isFirst = true
        try scanner.beginObject()
        while let key = try scanner.nextKey(isFirst: isFirst) {
            isFirst = false
            guard scanner.text(of: key) == "fields" else {
                _ = try scanner.skipValue()
                continue
            }
            var isFirstCell = true
            try scanner.beginObject()
            while let name = try scanner.nextKey(isFirst: isFirstCell) {
                isFirstCell = false
                let text = scanner.text(of: name)
                let range = try scanner.skipValue()
                cells.members.append((text, range))
                cells.ranges[text] = range
            }
        }
        return cells
    }

    private static func isSame(
        _ old: [UInt8], _ one: Range<Int>, _ new: [UInt8], _ other: Range<Int>
    ) -> Bool {
        if old[one].elementsEqual(new[other]) { return true }
        // Only lists and objects can say the same in other bytes: attachments, and members in
        // another order.
        guard let kind = old[one].first, kind == UInt8(ascii: "[") || kind == UInt8(ascii: "{"),
            let before = try? JSONValue(parsing: Array(old[one])),
            let after = try? JSONValue(parsing: Array(new[other]))
        else { return false }
        return before.withoutAddresses == after.withoutAddresses
    }
}

extension JSONValue {
    /// The value without the addresses of attachments, which expire and are made anew.
    fileprivate var withoutAddresses: JSONValue {
        switch self {
        case .array(let items): return .array(items.map(\.withoutAddresses))
        case .object(var object):
            guard object["id"]?.string?.hasPrefix(AttachmentID.prefix) == true else { return self }
            object["url"] = nil
            object["thumbnails"] = nil
            return .object(object)
        default: return self
        }
    }
}
