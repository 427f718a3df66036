import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Storage
import Testing

/// The program is killed while it syncs; what it left behind must serve and sync again.
@Suite("Crashes", .serialized)
struct CrashTests {
    private static let token = "patTest"

    @Test(
        "after a kill at any step of a rebuild the last generation serves, and the next sync succeeds",
        arguments: RebuildStep.allCases)
    func atStep(step: RebuildStep) async throws {
        try await withCopiedBase { scene in
            scene.base.edit(count: 25, seed: 11, at: Date())
            let program = try scene.sync(["AIRCACHE_STOP_AFTER": step.rawValue])
            let ending = try #require(try await program.end())
            #expect(ending.wasKilled && ending.code == SIGKILL, "\(ending.errors)")
            try await scene.check(generationMayBeNew: step == .switched)
        }
    }

    @Test("the same after kills at random moments", arguments: 0..<6 as Range<UInt64>)
    func atRandom(seed: UInt64) async throws {
        try await withCopiedBase { scene in
            var generator = SeededGenerator(seed: seed)
            for round in 0..<3 {
                scene.base.edit(count: 25, seed: seed &* 31 &+ UInt64(round), at: Date())
                let program = try scene.sync([:])
                let pause = Int.random(in: 0...400, using: &generator)
                try await Task.sleep(for: .milliseconds(pause))
                program.kill()
                _ = try await program.end()
                try await scene.check(generationMayBeNew: true)
            }
        }
    }

    /// A base on a simulator, and a folder with a copy of it.
    private struct Scene {
        let base: SimulatedBase
        let folder: TemporaryFolder
        let environment: [String: String]

        func sync(_ more: [String: String]) throws -> Program {
            try Program(
                ["sync"], environment: environment.merging(more) { $1 }, folder: folder.path)
        }

        /// The copy is whole at once, and a sync brings it to the base's state.
        func check(generationMayBeNew: Bool) async throws {
            let copy = try StoredCopy(folder: folder.path + "/data", logger: quietLogger)
            let before = try #require(try copy.status(at: Date()).bases.first)
            let generation = try #require(before.generation)
            #expect(before.degradedBecause == nil)
            #expect(generationMayBeNew || generation == 1)
            #expect(before.tables.count == base.schema.tables.count)
            let ending = try #require(try await sync([:]).end())
            #expect(ending.code == 0, "\(ending.errors)")
            let after = try StoredCopy(folder: folder.path + "/data", logger: quietLogger)
                .status(at: Date())
            #expect(after.bases.first?.records == base.recordCount)
            #expect(try #require(after.bases.first?.generation) > generation)
        }
    }

    private func withCopiedBase(_ body: (Scene) async throws -> Void) async throws {
        let base = SyntheticBase.make(records: 600, tables: 3, seed: 5)
        let airtable = SimulatedAirtable(bases: [base], tokens: [Self.token], limits: .none)
        let folder = try TemporaryFolder()
        try await withSimulator(airtable) { endpoint in
            let scene = Scene(
                base: base, folder: folder,
                environment: [
                    "AIRTABLE_ENDPOINT_URL": endpoint, "AIRTABLE_PERSONAL_TOKEN": Self.token,
                    "AIRTABLE_BASE_ID": base.id.rawValue,
                ])
            let ending = try #require(try await scene.sync([:]).end())
            #expect(ending.code == 0, "\(ending.errors)")
            try await body(scene)
        }
    }
}
