import AirtableAPI
import AirtableSimulator
import Foundation
import Glibc
import Testing

/// A folder that cannot be written, and a disk that is full, for a user without privileges.
@Suite("Trouble with the data folder", .serialized, .timeLimit(.minutes(5)))
struct FolderTroubleTests {
    private static let isRoot = getuid() == 0
    private static let setpriv = "/usr/bin/setpriv"
    private static let nobody = [
        setpriv, "--reuid=65534", "--regid=65534", "--clear-groups",
    ]

    private static var canDropPrivileges: Bool {
        !isRoot || FileManager.default.isExecutableFile(atPath: setpriv)
    }

    /// Whether a small file system can be mounted that only one process sees.
    private static let canMount: Bool = {
        guard isRoot, canDropPrivileges else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = ["-m", "/bin/mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(
        "read-only: serving goes on, and who asks for a sync is told why there is none",
        .enabled(if: canDropPrivileges, "root without setpriv: permissions do not bind it"))
    func readOnly() async throws {
        let base = SyntheticBase.make(records: 40, tables: 1, seed: 3)
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let environment = testEnvironment(endpoint, base.id)
            let wrapper = Self.isRoot ? Self.nobody : []
            let first = try Program(["sync"], environment: environment, folder: folder.path)
            #expect(try await first.end()?.code == 0)
            try Self.setMode("a-w", folder.path + "/data")
            defer { try? Self.setMode("u+w", folder.path + "/data") }
            let sync = try #require(
                try await Program(
                    ["sync"], environment: environment, folder: folder.path, wrapper: wrapper
                ).end())
            #expect(sync.code == 3, "\(sync.errors)")
            #expect(sync.errors.contains("error: The data folder"), "\(sync.errors)")
            #expect(sync.errors.contains("try: "))
            let server = try ServingProgram(environment, folder: folder.path, wrapper: wrapper)
            let table = base.schema.tables[0].id
            let page = try await server.firstAnswer("/api/tables/\(table)")
            #expect(page.json["pagination"]?["total"]?.integer == 40)
            #expect(try await server.stats()["isReadOnly"] == true)
            let refused = try await TestClient.post(server.address + "/api/refresh")
            #expect(refused.status == 503)
            #expect(refused.json["detail"]?.string?.contains("cannot be written") == true)
            server.program.kill(SIGTERM)
            let ending = try #require(try await server.program.end(within: 20))
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(ending.errors.contains("cannot be written"))
        }
    }

    @Test(
        "a full disk: the sync fails with a reason, reads go on, and it recovers",
        .enabled(if: canMount, "no right to mount a small file system"))
    func fullDisk() async throws {
        let base = SyntheticBase.make(records: 100, tables: 1, seed: 3)
        let airtable = SimulatedAirtable(bases: [base], tokens: ["patTest"], limits: .none)
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/data", withIntermediateDirectories: true)
        try await withSimulator(airtable) { endpoint in
            let environment = testEnvironment(endpoint, base.id)
            let server = try ServingProgram(
                environment, folder: folder.path, wrapper: Self.smallDisk(folder, "2000k"))
            try await TestClient.wait(for: server.address + "/readyz") { $0.status == 200 }
            let table = base.schema.tables[0]
            for number in 0..<1_500 {
                let text = String(repeating: "long ", count: 200)
                try base.createRecord(
                    in: table.id.rawValue, cells: ["Name": .string("\(number) \(text)")],
                    at: Date())
            }
            let failed = try await server.refresh()
            #expect(failed["status"] == "failed")
            #expect(failed["failure"]?["message"]?.string?.contains("full") == true, "\(failed)")
            #expect(failed["failure"]?["hint"]?.string?.isEmpty == false)
            let page = try await TestClient.get("\(server.address)/api/tables/\(table.id)")
            #expect(page.json["pagination"]?["total"]?.integer == 100)
            let health = try await TestClient.get(server.address + "/health")
            #expect(health.json["status"] == "degraded")
            for record in base.records(table.id).suffix(base.recordCount - 100) {
                try base.deleteRecord(record.id, in: table.id.rawValue)
            }
            let mended = try await server.refresh()
            #expect(mended["status"] == "succeeded", "\(mended)")
            server.program.kill(SIGTERM)
            let ending = try #require(try await server.program.end(within: 20))
            #expect(ending.code == 0, "\(ending.errors)")
            #expect(ending.errors.contains("a sync failed; the copy stays as it was"))
            let sync = try #require(
                try await Program(
                    ["sync"], environment: environment, folder: folder.path,
                    wrapper: Self.smallDisk(folder, "100k")
                ).end())
            #expect(sync.code == 3, "\(sync.errors)")
            #expect(sync.errors.contains("error: ") && sync.errors.contains("full"))
            #expect(sync.errors.contains("try: "))
        }
    }

    /// Runs a program as nobody, with a disk of that size as its data folder.
    private static func smallDisk(_ folder: TemporaryFolder, _ size: String) -> [String] {
        let data = folder.path + "/data"
        let script =
            "mount -t tmpfs -o size=\(size),uid=65534,gid=65534 tmpfs '\(data)' && "
            + "exec \(nobody.joined(separator: " ")) \"$0\" \"$@\""
        return ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script]
    }

    private static func setMode(_ mode: String, _ path: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/chmod")
        process.arguments = ["-R", mode, path]
        try process.run()
        process.waitUntilExit()
    }
}
