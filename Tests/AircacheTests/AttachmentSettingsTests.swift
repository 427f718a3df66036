import Testing

@testable import Aircache

@Suite("Settings of attachments")
struct AttachmentSettingsTests {
    private static let minimum = [
        "AIRTABLE_PERSONAL_TOKEN": "pat", "AIRTABLE_BASE_ID": "appAAAAAAAAAAAAAA",
    ]

    private func read(_ environment: [String: String]) throws -> Settings {
        let sources = SettingSources(
            environment: Self.minimum.merging(environment) { $1 }, folder: "/nonexistent")
        return try Settings(sources: sources, scope: .serve)
    }

    @Test("have defaults, and both names of the switch work")
    func modes() throws {
        let defaults = try read([:])
        #expect(defaults.attachments == Settings.Attachments() && defaults.publicURL == nil)
        #expect(defaults.attachments.mode == .eager && defaults.attachments.access == .signed)
        #expect(try read(["ENABLE_ATTACHMENT_DOWNLOAD": "false"]).attachments.mode == .off)
        let both = ["ENABLE_ATTACHMENT_DOWNLOAD": "true", "AIRCACHE_ATTACHMENTS": "lazy"]
        #expect(try read(both).attachments.mode == .lazy)
        let error = #expect(throws: SettingsError.self) {
            try read(["ENABLE_ATTACHMENT_DOWNLOAD": "no", "AIRCACHE_ATTACHMENTS": "lazy"])
        }
        #expect(error?.problems.first?.name == "AIRCACHE_ATTACHMENTS")
    }

    @Test(
        "read sizes",
        arguments: [
            ("2097152", 2 << 20), ("1024KB", 1 << 20), ("512MB", 512 << 20), ("20gb", 20 << 30),
            ("1TB", 1 << 40), ("off", nil),
        ])
    func sizes(text: String, bytes: Int?) throws {
        #expect(
            try read(["AIRCACHE_ATTACHMENTS_MAX_BYTES": text]).attachments.maximumBytes == bytes)
    }

    @Test(
        "read the memory for answers",
        arguments: [("1MB", 1 << 20), ("128MB", 128 << 20), ("off", 0), ("1KB", nil), ("x", nil)])
    func cacheSizes(text: String, bytes: Int?) {
        let settings = try? read(["AIRCACHE_RESPONSE_CACHE_BYTES": text])
        #expect(settings?.server.cacheBytes == bytes)
    }

    @Test("turn the fast lane off", arguments: [("on", true), ("off", false), ("maybe", nil)])
    func fastLane(text: String, isOn: Bool?) {
        #expect((try? read(["AIRCACHE_FAST_LANE": text]))?.server.hasFastLane == isOn)
    }

    @Test("refuse what is no size", arguments: ["", "1KB", "-1", "MB", "1.5GB", "99999999999GB"])
    func badSizes(text: String) {
        #expect(throws: SettingsError.self) {
            try read(["AIRCACHE_ATTACHMENTS_MAX_BYTES": text])
        }
    }

    @Test(
        "take the public address, or that of notifications, without a path",
        arguments: [
            ("AIRCACHE_PUBLIC_URL", "https://a.example", "https://a.example"),
            ("AIRCACHE_PUBLIC_URL", "https://a.example:8443/", "https://a.example:8443"),
            ("WEBHOOK_PUBLIC_URL", "https://b.example/hooks", "https://b.example"),
            ("AIRCACHE_PUBLIC_URL", "https://a.example/x", nil),
            ("AIRCACHE_PUBLIC_URL", "ftp://a.example", nil),
            ("AIRCACHE_PUBLIC_URL", "https://a.example/\"", nil),
        ])
    func publicAddress(name: String, text: String, origin: String?) {
        #expect((try? read([name: text]))?.publicURL == origin)
    }
}
