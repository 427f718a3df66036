import Aircache
import AirtableSimulator
import ArgumentParser
import Testing

@testable import CLI

@Suite("The command line")
struct CommandLineTests {
    @Test("serves when no command is named")
    func defaultCommand() throws {
        #expect(try AircacheCommand.parseAsRoot([]) is ServeCommand)
        #expect(try AircacheCommand.parseAsRoot(["--port", "0"]) is ServeCommand)
    }

    @Test("gives flags with their names, so that faults name them")
    func flags() throws {
        let command = try AircacheCommand.parseAsRoot([
            "sync", "--base", "appA", "--base", "appB", "--data-dir", "/d",
        ])
        let sync = try #require(command as? SyncCommand)
        #expect(sync.options.flags[.airtableBases]?.value == "appA,appB")
        #expect(sync.options.flags[.dataFolder]?.flag == "--data-dir")
    }

    @Test("every command explains itself to a newcomer")
    func help() {
        #expect(AircacheCommand.helpMessage().contains("aircache demo"))
        for command in AircacheCommand.configuration.subcommands {
            #expect(!command.configuration.abstract.isEmpty)
            #expect(!command.configuration.discussion.isEmpty)
            #expect(command.configuration.abstract.hasSuffix("."))
        }
    }

    @Test(
        "exits with 2 for usage",
        arguments: [
            ["frob"], ["sync", "--nope"], ["simulate", "--records", "-1"],
            ["simulate", "--records", "1", "--data", "x"], ["simulate", "--faults", "nope=1"],
            ["simulate", "--faults", "reset=0.6,timeout=0.6"], ["demo", "--port", "65536"],
            ["demo", "--tables", "0"], ["webhooks", "delete"],
            ["webhooks", "delete", "achA", "--all-ours"], ["webhooks", "frob"],
            ["bench", "--calls", "101"], ["bench", "--url", "http://a", "--no-aircache"],
        ])
    func usage(arguments: [String]) {
        let error = #expect(throws: (any Error).self) {
            try AircacheCommand.parseAsRoot(arguments)
        }
        guard let error else { return }
        let ending = Ending(error)
        #expect(ending.code == .usage)
        #expect(ending.diagnosis.hasPrefix("error: "))
        #expect(ending.output.isEmpty)
    }

    @Test("lists webhooks when it is not said what to do with them")
    func webhooks() throws {
        #expect(try AircacheCommand.parseAsRoot(["webhooks"]) is WebhooksCommand.List)
        let command = try AircacheCommand.parseAsRoot([
            "webhooks", "delete", "achA", "--base", "appA", "--json",
        ])
        let delete = try #require(command as? WebhooksCommand.Delete)
        #expect(delete.webhook == "achA")
        #expect(delete.options.json)
        #expect(delete.options.options.bases == ["appA"])
    }

    @Test("reads fault lists")
    func faults() throws {
        let command = try AircacheCommand.parseAsRoot([
            "simulate", "--faults", "reset=0.5,truncated=0.25", "--no-rate-limit",
        ])
        let simulate = try #require(command as? SimulateCommand)
        #expect(simulate.source.faults.probabilities == [.reset: 0.5, .truncated: 0.25])
        #expect(!simulate.source.rateLimit)
    }

    @Test("writes table names into URLs")
    func pathSegments() {
        #expect(PathSegment.encoded("A b/ü?") == "A%20b%2F%C3%BC%3F")
        #expect(PathSegment.encoded("plain-1_2.3~") == "plain-1_2.3~")
    }

    @Test("words ages and sizes")
    func words() {
        #expect(StatusText.age(90) == "90 s")
        #expect(StatusText.age(300) == "5 min")
        #expect(StatusText.age(10_000) == "2 h")
        #expect(StatusText.age(400_000) == "4 days")
        #expect(StatusText.size(500) == "1 kB")
        #expect(StatusText.size(2_500_000) == "2 MB")
        #expect(StatusText.size(3_400_000_000) == "3.4 GB")
    }

    @Test("words how fast Aircache is")
    func factors() {
        #expect(BenchText.factor(523.4) == "523× faster")
        #expect(BenchText.factor(12.345) == "12.3× faster")
        #expect(BenchText.factor(0.5) == "2.0× slower")
        #expect(BenchText.number(0.414) == "0.41")
    }

    @Test("takes another port where the first is in use")
    func freePort() async throws {
        let airtable = SimulatedAirtable(
            bases: [SyntheticBase.make(records: 1)], tokens: ["t"], limits: .none)
        let (ports, listens) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await SimulatorServer(airtable) { listens.yield($0) }.run() }
            let port = try #require(await ports.first { _ in true })
            #expect(FreePort.preferring(port) == 0)
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }
}
