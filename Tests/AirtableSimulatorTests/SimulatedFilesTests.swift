import AirtableAPI
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import AirtableSimulator

/// Swift Testing has a type of that name too.
typealias Attachment = AirtableAPI.Attachment

@Suite("Simulated files")
struct SimulatedFilesTests {
    private let clock = ManualClock()

    private func airtable() throws -> SimulatedAirtable {
        let base = SyntheticBase.make(records: 60, tables: 1, seed: 3)
        return SimulatedAirtable(
            bases: [base], tokens: ["pat"], clock: clock,
            wallNow: { [clock] in clock.wallNow }, limits: .none)
    }

    private func attachments(_ airtable: SimulatedAirtable) async throws -> [Attachment] {
        let base = airtable.bases[0]
        let request = AirtableRequest(
            path: "/v0/\(base.id)/\(base.schema.tables[0].id)",
            headerFields: [.authorization: "Bearer pat"])
        let body = try await airtable.send(request, timeout: .seconds(60)).body
        let records = try JSONValue(parsing: body)["records"]?.array ?? []
        return records.flatMap { Attachment.all(in: $0["fields"]?["Files"]) }
    }

    @Test("addresses are new with each reading, good for a while, and lead to the contents")
    func addresses() async throws {
        let airtable = try airtable()
        let plain = try #require(try await attachments(airtable).first)
        #expect(plain.urls[.original]?.hasPrefix("https://attachments.example.com/") == true)
        airtable.files.settings = SimulatedFiles.Settings(lifetime: .seconds(120))
        let first = try #require(try await attachments(airtable).first)
        clock.advance(by: .seconds(1))
        let second = try #require(try await attachments(airtable).first)
        #expect(first.id == plain.id && first.urls != second.urls)
        let url = try #require(first.urls[.original])
        let file = try await Self.download(airtable, url)
        #expect(file.status == 200 && file.bytes.count == first.size)
        #expect(file.bytes == airtable.files.contents(of: first.id, size: first.size ?? 0))
        #expect(try await Self.download(airtable, url + "x").status == 404)
        clock.advance(by: .seconds(119))
        #expect(try await Self.download(airtable, url).status == 410)
        airtable.files.remove(first.id)
        let third = try #require(second.urls[.original])
        #expect(try await Self.download(airtable, third).status == 404)
    }

    @Test("parts of a file, and pictures of any size")
    func contents() {
        let files = SimulatedFiles(wallNow: { [clock] in clock.wallNow })
        let address = FileAddress(
            expiry: 9_999_999_999_999, id: AttachmentID("attX"), rendition: .original, size: 100,
            isPicture: false)
        let whole = files.answer(path: address.path, range: nil).response.body
        for (range, wanted) in [("bytes=2-4", 2..<5), ("bytes=98-", 98..<100)] {
            let part = files.answer(path: address.path, range: range).response
            #expect(part.status == .partialContent && part.body == Array(whole[wanted]))
        }
        for size in [1_000, 1_500, 20_000] {
            let picture = files.contents(
                of: AttachmentID("attP"), size: size, isPicture: true)
            #expect(picture.count == size && picture.suffix(8).starts(with: Array("IEND".utf8)))
        }
    }

    private static func download(
        _ airtable: SimulatedAirtable, _ url: String
    ) async throws -> (status: Int, bytes: [UInt8]) {
        let received = Mutex<(status: Int, bytes: [UInt8])>((0, []))
        try await airtable.download(url) { part in
            received.withLock { received in
                switch part {
                case .head(let status, _): received.status = status.code
                case .bytes(let bytes): received.bytes += bytes
                }
            }
        }
        return received.withLock { $0 }
    }
}
