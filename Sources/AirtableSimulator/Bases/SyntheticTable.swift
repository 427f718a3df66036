import AirtableAPI

/// Renders the records of one synthetic table.
struct SyntheticTable {
    let layout: SyntheticLayout
    let seed: UInt64
    let table: Int
    let tables: Int
    let rows: Int
    let nextRows: Int
    let previousRows: Int

    func records() -> [SimulatedRecord] {
        var random = SeededGenerator(seed: SeededGenerator.mix(seed) &+ UInt64(table))
        let variants = (0..<SyntheticBase.variantCount).map { _ in Self.variant(&random) }
        return (0..<rows).map { row in
            let created = AirtableTime.text(
                epochSeconds: 1_700_000_000 + Int(random.next() % 60_000_000))
            return SimulatedRecord(
                id: id(table, row, rows), createdTime: created,
                fields: fields(row, created, variants[Int(random.next() % 64)]))
        }
    }

    private func fields(_ row: Int, _ created: String, _ variant: [UInt8]) -> [UInt8] {
        let name = "Record \(row + 1)"
        var text: [UInt8] = []
        text.reserveCapacity(720)
        text += "{\"Name\":\"\(name)\",\"Revision\":0,\"Number\":\(row + 1)".utf8
        text += ",\"Label\":\"#\(name)\",\"Created\":\"\(created)\"".utf8
        if row < nextRows {
            text += ",\"Next\":[\"\(id((table + 1) % tables, row, nextRows))\"]".utf8
            text += ",\"Next name\":[\"\(name)\"],\"Next count\":1,\"Next revision\":0".utf8
        } else {
            text += ",\"Next count\":0,\"Next revision\":0".utf8
        }
        if row < previousRows {
            let previous = id((table + tables - 1) % tables, row, previousRows)
            text += ",\"Previous\":[\"\(previous)\"]".utf8
        }
        text += variant
        text.append(UInt8(ascii: "}"))
        return text
    }

    private func id(_ table: Int, _ row: Int, _ rows: Int) -> RecordID {
        SyntheticBase.recordID(seed: seed, table: table, row: row, rows: rows)
    }

    // MARK: Shared cells

    /// A set of cells as text that continues a JSON object; some are empty and so left out.
    private static func variant(_ random: inout SeededGenerator) -> [UInt8] {
        let cells = texts(&random) + numbers(&random) + others(&random)
        var text: [UInt8] = []
        for (name, value) in cells where !value.isEmptyCell && !random.chance(0.15) {
            text.append(UInt8(ascii: ","))
            JSONText.appendQuoted(name, to: &text)
            text.append(UInt8(ascii: ":"))
            value.write(to: &text)
        }
        return text
    }

    private static func texts(_ random: inout SeededGenerator) -> [(String, JSONValue)] {
        let words = [
            "delivery", "Größe", "накладная", "检查", "παράδοση", "mañana", "✅ done", "\"quoted\"",
            "line\nbreak", "naïve", "a\\b", "order",
        ]
        let notes = (0..<random.integer(4...16)).map { _ in random.one(of: words) }
        let number = random.integer(100...999)
        return [
            ("Notes", .string(notes.joined(separator: " "))),
            ("Rich notes", .string("**\(random.one(of: words))**\n- one\n- two\n")),
            ("E-mail", .string("person\(number)@example.com")),
            ("Website", .string("https://example.com/things/\(number)")),
            ("Phone", .string("+49 30 5550\(number)")),
        ]
    }

    private static func numbers(_ random: inout SeededGenerator) -> [(String, JSONValue)] {
        [
            ("Amount", decimal(random.integer(-99_999...9_999_999), digits: 2)),
            ("Score", decimal(random.integer(-999_999...999_999), digits: 3)),
            ("Share", decimal(random.integer(0...1_000), digits: 3)),
            ("Time spent", .number(JSONNumber(60 * random.integer(0...600)))),
            ("Stars", .number(JSONNumber(random.integer(1...5)))),
            ("Done", .bool(random.chance(0.5))),
        ]
    }

    private static func decimal(_ value: Int, digits: Int) -> JSONValue {
        .number(JSONNumber(Double(value) / (digits == 2 ? 100 : 1_000)))
    }

    private static func others(_ random: inout SeededGenerator) -> [(String, JSONValue)] {
        let day = random.integer(19_000...20_500)
        let people: [JSONValue] = (1...2).map { _ in
            let number = random.integer(1...9)
            return [
                "id": .string("usrSynthetic0000\(number)"),
                "email": .string("user\(number)@example.com"), "name": .string("User \(number)"),
            ]
        }
        let tags = SyntheticLayout.tags.filter { _ in random.chance(0.3) }
        return [
            ("Due", .string(AirtableTime.dateText(epochDays: day))),
            ("Seen at", .string(AirtableTime.text(epochSeconds: day * 86_400 + 34_567))),
            ("Status", .string(random.one(of: SyntheticLayout.statuses))),
            ("Tags", .array(tags.map { .string($0) })),
            ("Owner", people[0]), ("Modified by", people[1]),
            ("Team", random.chance(0.2) ? .array(people) : []),
            ("Files", random.chance(0.1) ? [attachment(&random)] : []),
            ("Code", ["text": .string(String(random.integer(1_000_000...9_999_999)))]),
        ]
    }

    private static func attachment(_ random: inout SeededGenerator) -> JSONValue {
        let id = random.identifier(AttachmentID.prefix)
        return [
            "id": .string(id), "url": .string("https://attachments.example.com/\(id)/report.pdf"),
            "filename": "report.pdf", "size": 48_213, "type": "application/pdf",
        ]
    }
}
