import AirtableAPI
import Foundation
import Storage
import Testing

@testable import HTTPServer

/// Ranges and conditions are the same by each address of a file, and for its thumbnails.
@Suite struct AttachmentConditionTests {
    private static let cell =
        "/api/attachments/Files/\(AttachmentTests.record)/fldFiles000000001/a%20b.txt"
    /// A thumbnail's type is told by how it begins, whatever its file is called.
    private static let small: [UInt8] = [0x89, 0x50, 0x4E, 0x47] + Array("thumbnail".utf8)

    private static let targets: [(target: String, bytes: [UInt8], type: String)] = [
        ("/attachments/attTEXT/x", AttachmentTests.files[0].bytes, "text/plain; charset=utf-8"),
        (cell, AttachmentTests.files[0].bytes, "text/plain; charset=utf-8"),
        ("/attachments/attTEXT/small/x", small, "image/png"),
        (cell + "?size=small", small, "image/png"),
    ]

    private static func store(_ store: Store) throws {
        let key = AttachmentKey(AttachmentID("attTEXT"), .small)
        let pending = try #require(try store.attachments.begin(key))
        try small.withUnsafeBytes { try pending.write($0) }
        _ = try store.attachments.store(pending, as: key, at: ServerFixture.now)
    }

    @Test("Range, If-Range, If-Match, If-None-Match and HEAD, which knows no ranges")
    func conditions() async throws {
        try await AttachmentTests.run { server in
            try Self.store(server.store)
            for (target, bytes, type) in Self.targets {
                let whole = try await server.get(target)
                #expect(whole.status == 200 && whole.body == bytes, "\(target)")
                #expect(whole.headers["content-type"] == type, "\(target)")
                let tag = try #require(whole.headers["etag"])
                let count = bytes.count
                let cases: [(headers: [String], status: Int, body: [UInt8], range: String?)] = [
                    (["Range: bytes=2-4"], 206, Array(bytes[2...4]), "bytes 2-4/\(count)"),
                    (
                        ["Range: bytes=-3"], 206, Array(bytes.suffix(3)),
                        "bytes \(count - 3)-\(count - 1)/\(count)"
                    ),
                    (["Range: bytes=\(count)-"], 416, [], "bytes */\(count)"),
                    (
                        ["Range: bytes=2-4", "If-Range: \(tag)"], 206, Array(bytes[2...4]),
                        "bytes 2-4/\(count)"
                    ),
                    (["Range: bytes=2-4", "If-Range: \"other\""], 200, bytes, nil),
                    (
                        ["Range: bytes=2-4", "If-Range: Mon, 01 Jan 2035 00:00:00 GMT"], 200, bytes,
                        nil
                    ),
                    (["If-None-Match: \(tag)"], 304, [], nil),
                    (["If-None-Match: *"], 304, [], nil),
                    (["If-None-Match: \"other\""], 200, bytes, nil),
                    (["If-Match: \(tag)"], 200, bytes, nil),
                    (["If-Match: \"other\", \(tag)"], 200, bytes, nil),
                    (["If-Match: *"], 200, bytes, nil),
                    (["If-Match: \"other\""], 412, [], nil),
                    // Strong tags are compared, as RFC 9110 has it.
                    (["If-Match: W/\(tag)"], 412, [], nil),
                    (["If-Match: \"other\"", "If-None-Match: \(tag)"], 412, [], nil),
                    (["If-Match: \(tag)", "If-None-Match: \(tag)"], 304, [], nil),
                    (
                        ["If-Match: \(tag)", "Range: bytes=2-4"], 206, Array(bytes[2...4]),
                        "bytes 2-4/\(count)"
                    ),
                    // Files have no time of modification, so that this says nothing.
                    (["If-Unmodified-Since: Mon, 01 Jan 2001 00:00:00 GMT"], 200, bytes, nil),
                ]
                for item in cases {
                    let answer = try await server.get(target, item.headers)
                    #expect(answer.status == item.status, "\(target) \(item.headers)")
                    #expect(answer.body == item.body, "\(target) \(item.headers)")
                    #expect(answer.headers["content-range"] == item.range, "\(target)")
                    if item.status != 416 { #expect(answer.headers["etag"] == tag, "\(target)") }
                    // What is not sent is not announced either, but for HEAD.
                    let length = answer.headers["content-length"].flatMap { Int($0) }
                    #expect(length == nil || length == item.body.count, "\(item.headers)")
                    let head = try await server.client.send(
                        "HEAD", target, headers: [ServerFixture.authorization] + item.headers)
                    let hasRange = item.status == 206 || item.status == 416
                    let status = hasRange ? 200 : item.status
                    #expect(head.status == status, "HEAD \(target) \(item.headers)")
                    #expect(head.headers["content-range"] == nil, "HEAD \(target)")
                    if status == 200 {
                        #expect(head.headers["content-length"] == "\(count)", "HEAD \(target)")
                    }
                }
            }
            // A size that there is not, and one that nobody has.
            let large = try await server.get(Self.cell + "?size=large")
            #expect(large.status == 404)
            #expect(try await server.get(Self.cell + "?size=huge").status == 400)
        }
    }
}
