import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Testing

/// Swift Testing has a type of that name too.
private typealias Attachment = AirtableAPI.Attachment

/// A process that downloads attachments over a bad line is killed again and again.
@Suite("Attachments and kills", .serialized, .timeLimit(.minutes(15)))
struct AttachmentKillTests {
    /// How many kills: see CONTRIBUTING.md.
    private static let kills =
        ProcessInfo.processInfo.environment["AIRCACHE_TEST_KILLS"].flatMap { Int($0) } ?? 40

    @Test("no half or wrong file is served after any kill, all arrive, none that was whole twice")
    func kills() async throws {
        let world = try KilledWorld(seed: UInt64(Self.kills))
        try await withSimulator(world.simulator) { endpoint in
            world.simulator.files.faults = FileFaultPlan(
                seed: UInt64(Self.kills),
                probabilities: [
                    .slow: 0.3, .truncated: 0.1, .wrongSize: 0.08, .vanished: 0.05, .expired: 0.05,
                    .unavailable: 0.05, .redirect: 0.05, .foreignRedirect: 0.03, .silence: 0.02,
                ], pieces: 8, pause: .milliseconds(20))
            let environment = testEnvironment(endpoint, world.base.id)
                .merging(["AIRCACHE_ATTACHMENT_URLS": "ours"]) { $1 }
            var random = SeededGenerator(seed: UInt64(Self.kills))
            var checker = KilledWorld.Checker()
            for round in 0..<Self.kills {
                try world.addRecord()
                try await Self.round(world, environment, &checker, round, &random)
            }
            world.simulator.files.faults = .none
            try await Self.end(world, environment, &checker)
            print("\(Self.kills) kills: \(checker.summary(world))")
            // Otherwise nothing was seen of what this is about.
            #expect(checker.whole > Self.kills && checker.unfinished > Self.kills / 10)
        }
    }

    @Test(
        "after a kill at any step of storing a file all arrive; what the index named came once",
        arguments: BlobStep.allCases)
    func atStep(step: BlobStep) async throws {
        let world = try KilledWorld(seed: 3)
        try await withSimulator(world.simulator) { endpoint in
            let environment = testEnvironment(endpoint, world.base.id)
                .merging(["AIRCACHE_ATTACHMENT_URLS": "ours"]) { $1 }
            var checker = KilledWorld.Checker()
            for round in 0..<4 {
                let server = try ServingProgram(
                    environment.merging(["AIRCACHE_STOP_AFTER": step.rawValue]) { $1 },
                    folder: world.folder.path)
                let ending = try #require(try await server.program.end())
                #expect(ending.wasKilled && ending.code == SIGKILL, "\(ending.errors)")
                #expect(try world.blobs().isEmpty == (step == .synchronized))
                try await checker.lookAtDisk(world, round)
            }
            try await Self.end(world, environment, &checker)
        }
    }

    /// Starts the program, asks it for every file, and kills it at some moment.
    private static func round(
        _ world: KilledWorld, _ environment: [String: String],
        _ checker: inout KilledWorld.Checker, _ round: Int, _ random: inout SeededGenerator
    ) async throws {
        let server = try ServingProgram(environment, folder: world.folder.path)
        // Each fourth kill may come while it starts; the others find it at work, however slow it is.
        if !round.isMultiple(of: 4) { _ = try await server.firstAnswer("/livez") }
        let pause = Int.random(in: 100...1_200, using: &random)
        let wanted = world.requests().shuffled(using: &random)
        let address = server.address
        let answers = try await withThrowingTaskGroup(of: [KilledWorld.Sighting].self) { group in
            for part in 0..<8 {
                let mine = wanted.enumerated().filter { $0.offset % 8 == part }.map(\.element)
                group.addTask { await Self.ask(address, mine) }
            }
            try await Task.sleep(for: .milliseconds(pause))
            server.program.kill()
            group.cancelAll()
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let ending = try #require(try await server.program.end())
        #expect(ending.wasKilled, "round \(round): \(ending.errors)")
        try checker.look(at: answers, world, round)
        try await checker.lookAtDisk(world, round)
    }

    /// Asks for files until the server is gone.
    private static func ask(
        _ address: String, _ wanted: [KilledWorld.Request]
    ) async -> [KilledWorld.Sighting] {
        // It may just be starting.
        while (try? await TestClient.post(address + "/api/refresh")) == nil {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return [] }
        }
        var answers: [KilledWorld.Sighting] = []
        for request in wanted {
            guard let answer = try? await TestClient.get(address + request.path) else { break }
            answers.append(KilledWorld.Sighting(request: request, answer: answer))
        }
        return answers
    }

    /// Without faults and kills everything arrives, and then nothing more is asked for.
    private static func end(
        _ world: KilledWorld, _ environment: [String: String],
        _ checker: inout KilledWorld.Checker
    ) async throws {
        let server = try ServingProgram(environment, folder: world.folder.path)
        _ = try await server.firstAnswer("/readyz")
        #expect(try await server.refresh()["status"] == "succeeded")
        let count = world.keys.count
        try await TestClient.wait(for: server.address + "/api/stats") { answer in
            let status = answer.json["bases"]?.array?.first?["attachments"]
            return status?["files"]?.integer == count
                && status?["storedFiles"]?.integer == count
        }
        let requests = world.simulator.files.counts.requests
        let answers = await ask(server.address, world.requests())
        #expect(answers.count == world.requests().count)
        #expect(answers.allSatisfy { $0.answer.status == 200 })
        try checker.look(at: answers, world, Self.kills)
        #expect(try await server.refresh()["status"] == "succeeded")
        #expect(world.simulator.files.counts.requests == requests)
        server.program.kill(SIGTERM)
        #expect(try await server.program.end()?.code == 0)
        try await checker.lookAtDisk(world, Self.kills)
        #expect(try world.names(in: "incoming").isEmpty)
        // Every blob is named by the index, and the other way round.
        let named = try await world.sqlite("SELECT DISTINCT blob FROM attachments")
        #expect(Set(try world.blobs().map(\.hash)) == Set(named))
    }
}

/// A base that gets more attachments all the time, its simulator, and the folder of the program.
private final class KilledWorld {
    struct Key: Hashable, Sendable {
        let id: AttachmentID
        let rendition: Attachment.Rendition

        var name: String { "\(id)/\(rendition.rawValue)" }
    }

    struct Request: Sendable {
        let key: Key
        let path: String
    }

    struct Sighting: Sendable {
        let request: Request
        let answer: TestAnswer
    }

    let base: SimulatedBase
    let simulator: SimulatedAirtable
    let folder: TemporaryFolder
    private var random: SeededGenerator
    private var records: [(record: RecordID, files: [Attachment])] = []
    private(set) var contents: [Key: [UInt8]] = [:]

    var keys: Set<Key> { Set(contents.keys) }

    init(seed: UInt64) throws {
        base = SimulatedBase(
            id: BaseID("appKilled00000001"), name: "Files", schema: FilesTable.schema)
        simulator = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        simulator.files.settings = SimulatedFiles.Settings()
        folder = try TemporaryFolder()
        random = SeededGenerator(seed: seed &+ 1)
        for _ in 0..<6 { try addRecord() }
    }

    /// A record with a picture that has thumbnails, and two files of one name.
    func addRecord() throws {
        let number = records.count
        let files = try (0..<3).map { index in
            let isPicture = index == 0
            let id = AttachmentID("att\(number)x\(index)")
            let size = Int.random(in: 1_000...200_000, using: &random)
            contents[Key(id: id, rendition: .original)] = simulator.files.contents(
                of: id, size: size, isPicture: isPicture)
            var object: JSONObject = [
                "id": .string(id.rawValue), "url": "https://dl.airtable.com/old",
                "filename": isPicture ? "a picture.png" : "two.bin",
                "size": .number(JSONNumber(size)),
                "type": isPicture ? "image/png" : "application/octet-stream",
            ]
            if isPicture {
                object["thumbnails"] = ["small": ["url": "https://dl.airtable.com/old"]]
                contents[Key(id: id, rendition: .small)] = simulator.files.contents(
                    of: id, .small, size: SimulatedFiles.thumbnailSize(id, .small),
                    isPicture: true)
            }
            return (file: try #require(Attachment(.object(object))), json: JSONValue.object(object))
        }
        let record = try base.createRecord(
            in: FilesTable.id.rawValue,
            cells: ["Name": .string("\(number)"), "Files": .array(files.map(\.json))],
            at: Date())
        records.append((record.id, files.map(\.file)))
    }

    /// Every file by both of its addresses, and thumbnails by theirs.
    func requests() -> [Request] {
        records.flatMap { record, files in
            files.flatMap { file -> [Request] in
                let key = Key(id: file.id, rendition: .original)
                let name = segment(file.filename)
                let place = "/api/attachments/Files/\(record)/Files/\(name)?id=\(file.id)"
                var requests = [
                    Request(key: key, path: "/attachments/\(file.id)/\(name)"),
                    Request(key: key, path: place),
                ]
                if file.urls[.small] != nil {
                    let small = Key(id: file.id, rendition: .small)
                    requests += [
                        Request(key: small, path: "/attachments/\(file.id)/small/\(name)"),
                        Request(key: small, path: place + "&size=small"),
                    ]
                }
                return requests
            }
        }
    }

    // MARK: The folder

    func names(in folder: String) throws -> [String] {
        let path = self.folder.path + "/data/blobs/" + folder
        return FileManager.default.fileExists(atPath: path)
            ? try FileManager.default.contentsOfDirectory(atPath: path) : []
    }

    /// What is in the place of finished files.
    func blobs() throws -> [(hash: String, bytes: [UInt8])] {
        try names(in: "").filter { $0.utf8.count == 2 }.flatMap { parent in
            try names(in: parent).map { name in
                let path = "\(folder.path)/data/blobs/\(parent)/\(name)"
                return (parent + name, Array(try Data(contentsOf: URL(fileURLWithPath: path))))
            }
        }
    }

    /// Rows of the index, as anybody reads it; no program of ours runs meanwhile.
    func sqlite(_ statement: String) async throws -> [String] {
        let program = try Program(
            [folder.path + "/data/metadata.sqlite", statement], folder: folder.path,
            executable: "/usr/bin/sqlite3")
        let ending = try #require(try await program.end())
        #expect(ending.code == 0, "\(ending.errors)")
        return ending.output.split(separator: "\n").map(String.init)
    }

    // MARK: What is to hold

    struct Checker {
        /// Files that the index named at some time, and how often they had been sent then.
        private var stored: [String: Int] = [:]
        /// Answers with a whole file.
        private(set) var whole = 0
        /// Downloads that a kill left unfinished.
        private(set) var unfinished = 0
        private var refused = 0

        mutating func look(at answers: [Sighting], _ world: KilledWorld, _ round: Int) throws {
            for sighting in answers {
                let (key, answer) = (sighting.request.key, sighting.answer)
                switch answer.status {
                case 200:
                    whole += 1
                    // A file is nothing to print.
                    let isSame = answer.body == world.contents[key]
                    #expect(isSame, "round \(round): \(sighting.request.path)")
                case 404, 503:
                    refused += 1
                    #expect(
                        stored[key.name] == nil,
                        "round \(round): \(sighting.request.path) was there before")
                default: Issue.record("round \(round): \(answer.status)")
                }
            }
        }

        /// Looks through the folder of a program that does not run; then time passes for it.
        mutating func lookAtDisk(_ world: KilledWorld, _ round: Int) async throws {
            unfinished += try world.names(in: "incoming").count
            let whole = Set(world.contents.values)
            for blob in try world.blobs() {
                let isWhole = whole.contains(blob.bytes)
                #expect(isWhole, "round \(round): \(blob.hash)")
            }
            guard
                FileManager.default.fileExists(atPath: world.folder.path + "/data/metadata.sqlite")
            else { return }
            let tables = try await world.sqlite(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'attachments'")
            guard tables == ["1"] else { return }
            // What failed is not tried again for minutes: not in this test.
            let names = try await world.sqlite(
                """
                UPDATE attachments SET nextAttemptAt = 0;
                SELECT id || '/' || rendition FROM attachments WHERE blob IS NOT NULL
                """)
            #expect(stored.keys.allSatisfy(Set(names).contains), "round \(round)")
            let sent = world.simulator.files.counts.downloads
            for name in names {
                let count = sent[name] ?? 0
                #expect(stored[name] ?? count == count, "round \(round): \(name) came again")
                stored[name] = count
            }
        }

        func summary(_ world: KilledWorld) -> String {
            let counts = world.simulator.files.counts
            let again = counts.downloads.values.reduce(0) { $0 + max(0, $1 - 1) }
            let faults = counts.faults.values.reduce(0, +)
            return
                "\(world.keys.count) files, \(whole) served whole, \(refused) not yet there, "
                + "\(unfinished) left unfinished, \(again) begun again, \(faults) faults"
        }
    }
}
