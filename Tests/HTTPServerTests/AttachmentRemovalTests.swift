import AirtableAPI
import Foundation
import Storage
import Testing

@testable import HTTPServer

/// What no record names any more is not served, although it is kept for a while.
@Suite struct AttachmentRemovalTests {
    @Test("a removed attachment is a 404 at each of its addresses, until a rollback names it again")
    func removal() async throws {
        try await AttachmentTests.run { server in
            let cell = "/api/attachments/Files/\(AttachmentTests.record)/fldFiles000000001"
            let addresses = ["/attachments/attTEXT/a%20b.txt", cell + "/attTEXT"]
            let others = AttachmentTests.files.map(\.id).filter { $0 != "attTEXT" }
            try AttachmentTests.rebuild(server.store, naming: others)
            for address in addresses {
                let answer = try await server.get(address)
                #expect(answer.status == 404, "\(address)")
                #expect(try answer.json()["code"] == "unknown_attachment")
            }
            #expect(try await server.get("/attachments/attTWIN/x").text == "twin")
            let key = AttachmentKey(AttachmentID("attTEXT"))
            let kept = try #require(try server.store.attachments.entry(key)?.blob)
            #expect(FileManager.default.fileExists(atPath: kept.path))
            _ = try server.store.base(ServerFixture.base).rollback(at: ServerFixture.now)
            for address in addresses {
                #expect(try await server.get(address).text == "0123456789", "\(address)")
            }
        }
    }
}
