import AirtableAPI
import FoundationEssentials
import Testing

@testable import Storage

@Suite("Addresses of attachments in served records")
struct AttachmentAddressTests {
    static let table = Fixture.table(
        1, "Things",
        [("Name", .singleLineText), ("Files", .multipleAttachments), ("More", .rollup)])
    static let ours = AttachmentAddresses(prefix: "https://here/attachments/")

    /// A record as Airtable would send it, with what stands in place of the addresses.
    static func record(_ number: Int, _ addresses: [String]) -> String {
        let odd = #""url":"https://not.an/attachment","id":"attNot\"One""#
        return """
            {"id":"\(Fixture.id("rec", number))","createdTime":"2024-01-02T03:04:05.000Z","fields":\
            {"Name":"{\\"id\\":\\"attFAKE\\",\\"url\\":\\"x\\"}","Files":[ {"id":"att1", \
            "url" : "\(addresses[0])","filename":"a b\\u00e9/\\"\\n.png","size":12, "thumbnails":\
            {"small":{"url":"\(addresses[1])","width":1},"other":{"url":"x"},\
            "large":{"url":"\(addresses[2])"}}},{"id":"att2","filename":"..","url":"\(addresses[3])"}],\
            "More":[3,null,["n"],{\(odd)},{"id":"rec1","url":"y"},\
            {"filename":"","url":"\(addresses[4])","id":"att3"}]}}
            """
    }

    static let theirs = record(1, ["https://u/1", "https://u/2", "https://u/3", "", "https://u/5"])
    static let wanted = record(
        1,
        [
            "https://here/attachments/att1/a%20b%C3%A9%2F%22.png",
            "https://here/attachments/att1/small/a%20b%C3%A9%2F%22.png",
            "https://here/attachments/att1/large/a%20b%C3%A9%2F%22.png",
            "https://here/attachments/att2/_..", "https://here/attachments/att3/file",
        ])

    @Test("stand in place of Airtable's wherever a cell names one, and nothing else moves")
    func rewriting() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let plain = Fixture.record(2, ["Name": "no files"])
        try Fixture.fill(base, [(Self.table, [Self.theirs, plain])])
        #expect(try Fixture.bodies(base) == [Self.theirs, plain])
        #expect(try Fixture.bodies(base) { $0.addresses = Self.ours } == [Self.wanted, plain])
        let sorted = try Fixture.bodies(base) { query in
            query.addresses = Self.ours
            query.sort = [.init(field: query.table.fields[0])]
        }
        #expect(Set(sorted) == [plain, Self.wanted])
        let signed = AttachmentAddresses(prefix: "/", until: 9) { id, output in
            output += Array("s-".utf8) + id
        }
        let one = try base.read { session in
            try session.record(
                Fixture.id("rec", 1), table: session.contents.tables[0], addresses: signed
            ) { String(decoding: $0, as: UTF8.self) }
        }
        #expect(one??.contains(#""/att1/small/a%20b%C3%A9%2F%22.png?signature=s-att1""#) == true)
    }

    @Test("follow changes of records and of names, and fields that become attachments")
    func changes() throws {
        let folder = try TemporaryFolder()
        let base = try folder.store().base(Fixture.base)
        let text = Fixture.table(
            1, "Things", [("Name", .singleLineText), ("Files", .singleLineText), ("More", .rollup)])
        try Fixture.fill(base, [(text, [Fixture.record(1, ["Name": "x"])])])
        var changes = ChangeSet()
        changes.tables[Self.table.id] = ChangeSet.Table()
        changes.tables[Self.table.id]?.pages = [try Fixture.page([Self.theirs])]
        _ = try base.apply(changes, at: Fixture.now)
        func served() throws -> [String] {
            try Fixture.bodies(base) { $0.addresses = Self.ours }
        }
        #expect(try served()[0].contains("https://u/1"))
        changes = ChangeSet()
        changes.schema = BaseSchema(tables: [Self.table])
        _ = try base.apply(changes, at: Fixture.now)
        #expect(try served() == [Self.wanted])
        var renamed = Self.table
        renamed.fields[1].name = "A much longer name of the files"
        changes.schema = BaseSchema(tables: [renamed])
        _ = try base.apply(changes, at: Fixture.now)
        #expect(
            try served() == [
                Self.wanted.replacing("\"Files\":", with: "\"A much longer name of the files\":")
            ])
    }

    @Test(
        "a file's name is one harmless segment, whatever it is",
        arguments: [
            ("a.png", "a.png"), ("", "file"), (".", "_."), ("..", "_.."),
            ("../../x", "..%2F..%2Fx"),
            ("a\0b\r\nc", "abc"), ("\u{202E}gnp.exe", "%E2%80%AEgnp.exe"), ("ü", "%C3%BC"),
            ("\u{FFFD}", "file"),
            (String(repeating: "x", count: 300), String(repeating: "x", count: 255)),
        ])
    func segments(name: String, segment: String) {
        #expect(AttachmentAddresses.segment(name) == segment)
    }
}
