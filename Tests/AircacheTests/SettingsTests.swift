import Aircache
import AirtableAPI
import Foundation
import Testing

@Suite("Settings")
struct SettingsTests {
    private static let token = "patSecretSecret00.0123456789abcdef"
    private static let base = "appAAAAAAAAAAAAAA"
    private static let minimum = ["AIRTABLE_PERSONAL_TOKEN": token, "AIRTABLE_BASE_ID": base]

    @Test("needs a token and a base, and has a default for everything else")
    func defaults() throws {
        let settings = try read(Self.minimum)
        #expect(settings.airtable.token == Self.token)
        #expect(settings.airtable.bases == [BaseID(Self.base)])
        #expect(settings.airtable.endpointURL == "https://api.airtable.com")
        #expect(settings.airtable.monthlyCalls == nil)
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.server.port == 3_000)
        #expect(settings.server.bearerTokens == [])
        #expect(settings.sync.mode == .polling)
        #expect(settings.sync.refreshInterval == .seconds(86_400))
        #expect(settings.dataFolder == "./data")
    }

    @Test("takes flags before the environment before .env before aircache.yaml")
    func order() throws {
        let folder = try TemporaryFolder()
        try folder.write("PORT=3003\nREFRESH_INTERVAL=3m\nSYNC_MODE=manual", to: ".env")
        try folder.write(
            "port: 3004\nrefresh_interval: 4m\nsync_mode: polling\naircache_data_dir: /yaml",
            to: "aircache.yaml")
        let settings = try read(
            Self.minimum.merging(["PORT": "3002", "REFRESH_INTERVAL": "2m"]) { $1 },
            flags: [.port: ("--port", "3001")], in: folder)
        #expect(settings.server.port == 3_001)
        #expect(settings.sync.refreshInterval == .seconds(120))
        #expect(settings.sync.mode == .manual)
        #expect(settings.dataFolder == "/yaml")
    }

    @Test("lets a stronger place win under another name of the setting")
    func aliasOrder() throws {
        let folder = try TemporaryFolder()
        try folder.write("AIRTABLE_PERSONAL_TOKEN=patFile", to: ".env")
        let settings = try read(
            ["AIRTABLE_API_KEY": "patEnvironment", "AIRTABLE_BASE_ID": Self.base], in: folder)
        #expect(settings.airtable.token == "patEnvironment")
    }

    @Test("reads any setting from a file that NAME_FILE names")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("one,two\n", to: "tokens")
        try folder.write(Self.token + "\n", to: "pat")
        let settings = try read(
            [
                "AIRTABLE_TOKEN_FILE": folder.path + "/pat", "AIRTABLE_BASE_ID": Self.base,
                "BEARER_TOKEN_FILE": folder.path + "/tokens",
            ], in: folder)
        #expect(settings.airtable.token == Self.token)
        #expect(settings.server.bearerTokens == ["one", "two"])
    }

    @Test("names the setting, the fault and what is expected, for every fault at once")
    func faults() throws {
        let problems = problems([
            "AIRTABLE_BASE_ID": "appAAAAAAAAAAAAAA,,tblX", "PORT": "70000",
            "REFRESH_INTERVAL": "soon", "SYNC_MODE": "sometimes", "AIRCACHE_LOG_LEVEL": "loud",
            "AIRTABLE_ENDPOINT_URL": "api.airtable.com", "AIRCACHE_MONTHLY_CALLS": "-5",
            "AIRCACHE_CORS_ORIGINS": "https://a.example/path",
        ])
        #expect(
            Set(problems.map(\.name)) == [
                "AIRTABLE_PERSONAL_TOKEN", "AIRTABLE_BASE_ID", "PORT", "REFRESH_INTERVAL",
                "SYNC_MODE", "AIRCACHE_LOG_LEVEL", "AIRTABLE_ENDPOINT_URL",
                "AIRCACHE_MONTHLY_CALLS", "AIRCACHE_CORS_ORIGINS",
            ])
        let port = problems.first { $0.name == "PORT" }
        #expect(
            port?.description == "PORT is '70000'; expected a port from 0 (any free one) to 65535")
    }

    @Test("never lets an empty token open the server", arguments: ["", " ", "a,,b", ",", "a,"])
    func emptyToken(value: String) {
        let problems = problems(Self.minimum.merging(["BEARER_TOKEN": value]) { $1 })
        #expect(problems.map(\.name) == ["BEARER_TOKEN"])
    }

    @Test("refuses an address that others reach while there is no token")
    func openAddress() throws {
        for host in ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.example.com"] {
            let problems = problems(Self.minimum.merging(["AIRCACHE_HOST": host]) { $1 })
            #expect(problems.map(\.name) == ["AIRCACHE_HOST"], "\(host)")
        }
        for host in ["127.0.0.1", "127.1.2.3", "::1", "localhost"] {
            #expect(
                try read(Self.minimum.merging(["AIRCACHE_HOST": host]) { $1 }).server.host == host)
        }
    }

    @Test("listens on all addresses when there is a token, unless told otherwise")
    func hostWithToken() throws {
        #expect(
            try read(Self.minimum.merging(["BEARER_TOKEN": "t"]) { $1 }).server.host == "0.0.0.0")
    }

    @Test("never prints a secret")
    func secrets() {
        let secret = "se cret\u{1}"
        let problems = problems([
            "AIRTABLE_TOKEN": secret, "AIRTABLE_API_KEY": secret + "x",
            "BEARER_TOKEN": secret + ",",
        ])
        #expect(problems.count >= 3)
        #expect(!"\(problems)".contains("cret"))
    }

    @Test("names the line of a broken .env, without its content")
    func brokenEnvironmentFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("# fine\nPORT=1\nBEARER_TOKEN hush\nA='x", to: ".env")
        let problems = problems(Self.minimum, in: folder)
        #expect(
            problems.map(\.fault) == ["line 3 has no '='", "line 4 has no closing quotation mark"])
        #expect(!"\(problems)".contains("hush"))
    }

    @Test("names the line of a broken aircache.yaml")
    func brokenSettingsFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("port: 1\nsync_mode: [manual\n", to: "aircache.yaml")
        let problems = problems(Self.minimum, in: folder)
        #expect(problems.count == 1)
        #expect(problems.first?.name == "aircache.yaml")
        #expect(problems.first?.fault.contains("3") == true)
    }

    @Test("warns about names without effect and about mistyped ones")
    func warnings() {
        let sources = SettingSources(
            environment: [
                "AIRCACHE_DATADIR": "x", "AIRCACHE_PORT": "1", "SQLITE_V1_PATH": "y",
                "STORAGE_PATH": "z",
                "PATH": "/bin",
            ], folder: "/nonexistent")
        #expect(
            sources.warnings == [
                "AIRCACHE_DATADIR (environment) is not a setting; did you mean AIRCACHE_DATA_DIR?",
                "AIRCACHE_PORT (environment) is not a setting; did you mean PORT?",
                "SQLITE_V1_PATH (environment) has no effect: generations are numbered files in "
                    + "AIRCACHE_DATA_DIR",
                "STORAGE_PATH (environment) has no effect yet",
            ])
    }

    @Test(
        "reads durations",
        arguments: [
            ("90", 90), ("90s", 90), ("15m", 900), ("24h", 86_400), ("7d", 604_800),
        ])
    func durations(text: String, seconds: Int) throws {
        let settings = try read(Self.minimum.merging(["REFRESH_INTERVAL": text]) { $1 })
        #expect(settings.sync.refreshInterval == .seconds(seconds))
    }

    @Test(
        "refuses what is no duration",
        arguments: [
            "0", "-1", "1.5h", "h", "1 h", "1w", "99999999999999999999d", "9223372036854775807d",
        ])
    func badDurations(text: String) {
        let problems = problems(Self.minimum.merging(["REFRESH_INTERVAL": text]) { $1 })
        #expect(problems.map(\.name) == ["REFRESH_INTERVAL"])
    }

    @Test("needs neither token nor base to look at a data folder")
    func dataFolderScope() throws {
        #expect(try read([:], .dataFolder).dataFolder == "./data")
    }

    private func read(
        _ environment: [String: String], flags: [SettingName: (flag: String, value: String)] = [:],
        _ scope: SettingsScope = .serve, in folder: TemporaryFolder? = nil
    ) throws -> Settings {
        try Settings(
            sources: SettingSources(
                flags: flags, environment: environment, folder: folder?.path ?? "/nonexistent"),
            scope: scope)
    }

    private func problems(
        _ environment: [String: String], in folder: TemporaryFolder? = nil
    ) -> [SettingsError.Problem] {
        do {
            _ = try read(environment, in: folder)
            return []
        } catch let error as SettingsError {
            return error.problems
        } catch {
            Issue.record(error)
            return []
        }
    }
}
