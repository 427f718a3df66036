import Aircache
import Foundation
import Testing

@Suite("Settings of keeping a base current")
struct LiveSettingsTests {
    private static let minimum = [
        "AIRTABLE_PERSONAL_TOKEN": "pat", "AIRTABLE_BASE_ID": "appAAAAAAAAAAAAAA",
    ]

    @Test("have defaults, and every one can be set")
    func values() throws {
        let plain = try read([:])
        #expect(plain.webhook == Settings.Webhook())
        #expect(plain.sync.changesInterval == .seconds(5))
        #expect(plain.sync.liveCalls == 9_500)
        let set = try read([
            "SYNC_MODE": "webhook", "WEBHOOK_PUBLIC_URL": "https://a.example/",
            "WEBHOOK_AUTO_SETUP": "no", "WEBHOOK_RATE_LIMIT": "0",
            "WEBHOOK_TIMESTAMP_WINDOW": "1m", "WEBHOOK_IDEMPOTENCY_TTL": "1h",
            "FAILSAFE_REFRESH_INTERVAL": "2h", "AIRCACHE_CHANGES_INTERVAL": "1",
            "AIRCACHE_DELTA_INTERVAL": "30", "AIRCACHE_RECONCILE_INTERVAL": "off",
            "AIRCACHE_LIVE_CALLS": "off",
        ])
        #expect(set.sync.mode == .webhook)
        #expect(set.webhook.url == "https://a.example/webhooks/airtable/refresh")
        #expect(!set.webhook.autoSetup)
        #expect(set.webhook.rateLimit == .zero)
        #expect(set.webhook.timestampWindow == .seconds(60))
        #expect(set.webhook.idempotencyTime == .seconds(3_600))
        #expect(set.sync.failsafeInterval == .seconds(7_200))
        #expect(set.sync.changesInterval == .seconds(1))
        #expect(set.sync.deltaInterval == .seconds(30))
        #expect(set.sync.reconcileInterval == nil)
        #expect(set.sync.liveCalls == nil)
    }

    @Test(
        "take https addresses, and http ones of this machine",
        arguments: [
            ("https://a.example", "https://a.example/webhooks/airtable/refresh"),
            ("https://a.example/x/", "https://a.example/x/webhooks/airtable/refresh"),
            (
                "https://a.example/webhooks/airtable/refresh",
                "https://a.example/webhooks/airtable/refresh"
            ),
            ("http://localhost:3000", "http://localhost:3000/webhooks/airtable/refresh"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000/webhooks/airtable/refresh"),
        ])
    func addresses(text: String, url: String) throws {
        #expect(try read(["WEBHOOK_PUBLIC_URL": text]).webhook.url == url)
    }

    @Test(
        "refuse other addresses",
        arguments: [
            "http://a.example", "a.example", "ftp://a.example", "https://", "https://a.example?x=1",
            "https://u:p@a.example", "",
        ])
    func badAddresses(text: String) {
        #expect(faults(["WEBHOOK_PUBLIC_URL": text]) == ["WEBHOOK_PUBLIC_URL"])
    }

    @Test("need an address in the mode webhook, and none in the mode changes")
    func neededAddress() throws {
        #expect(faults(["SYNC_MODE": "webhook"]) == ["WEBHOOK_PUBLIC_URL"])
        #expect(try read(["SYNC_MODE": "changes"]).sync.mode == .changes)
    }

    @Test(
        "refuse what they do not understand",
        arguments: [
            ("WEBHOOK_AUTO_SETUP", "maybe"), ("AIRCACHE_CHANGES_INTERVAL", "0"),
            ("AIRCACHE_CHANGES_INTERVAL", "off"), ("AIRCACHE_LIVE_CALLS", "0"),
            ("AIRCACHE_RECONCILE_INTERVAL", "never"), ("WEBHOOK_RATE_LIMIT", "-1"),
        ])
    func bad(name: String, value: String) {
        #expect(faults([name: value]) == [name])
    }

    private func read(_ environment: [String: String]) throws -> Settings {
        try Settings(
            sources: SettingSources(
                environment: Self.minimum.merging(environment) { $1 }, folder: "/nonexistent"),
            scope: .serve)
    }

    private func faults(_ environment: [String: String]) -> [String] {
        do {
            _ = try read(environment)
            return []
        } catch let error as SettingsError {
            return error.problems.map(\.name)
        } catch {
            Issue.record(error)
            return []
        }
    }
}
