import AirtableAPI
import AirtableSimulator
import Foundation
import Testing

/// Two processes on one folder, one of which alone syncs: clients write through both.
@Suite("Writing processes", .serialized, .timeLimit(.minutes(5)))
struct WriteProcessTests {
    @Test("each reads what was written through it, and at rest both equal the base")
    func two() async throws {
        try await WriteScene.run(records: 160, seed: 6) { scene in
            let servers = [try await scene.start(), try await scene.start()]
            let addresses = servers.map(\.address)
            let areWriters = [
                try await servers[0].stats()["isWriter"]?.bool,
                try await servers[1].stats()["isWriter"]?.bool,
            ]
            #expect(areWriters == [true, false])
            let records = scene.ids()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (place, address) in addresses.enumerated() {
                    group.addTask {
                        for number in stride(from: place, to: 48, by: 2) {
                            let write = Write(number, record: records[number])
                            let answer = try await scene.send(write, to: address)
                            #expect(answer.status == 200, "\(write) \(answer.json.text)")
                            try await Self.expectRead(answer, write, from: address, scene)
                        }
                    }
                }
                // Both change one record, the one after the other.
                group.addTask {
                    for number in 0..<12 {
                        let write = Write(number * 6 + 2, record: records[70])
                        let address = addresses[number % 2]
                        let answer = try await scene.send(write, to: address)
                        try await Self.expectRead(answer, write, from: address, scene)
                    }
                }
                try await group.waitForAll()
            }
            for server in servers { try await scene.waitUntilEqual(server) }
            #expect(try scene.unsettled().isEmpty)
            for number in 0..<48 {
                let write = Write(number, record: "")
                let named = try scene.names().count { $0 == write.name }
                #expect(named == write.named || write.kind == .update, "\(write)")
            }
        }
    }

    private static func expectRead(
        _ answer: TestAnswer, _ write: Write, from address: String, _ scene: WriteScene
    ) async throws {
        #expect(!answer.ids.isEmpty)
        for id in answer.ids {
            let read = try await scene.read(id, from: address)
            if write.kind == .delete {
                #expect(read == .null, "\(write)")
            } else {
                #expect(read["fields"]?["Name"]?.string == write.name, "\(write)")
            }
        }
    }

    @Test("when the one that syncs is killed, the other takes over and settles what it left")
    func takeover() async throws {
        try await WriteScene.run(records: 60, seed: 7) { scene in
            let records = scene.ids()
            let first = try await scene.start()
            let second = try await scene.start()
            let address = second.address
            try await scene.kill(first)
            for number in 0..<12 {
                let write = Write(number, record: records[number])
                let answer = try await scene.send(write, to: address)
                #expect(answer.status == 200, "\(write) \(answer.json.text)")
                try await Self.expectRead(answer, write, from: address, scene)
            }
            try await scene.waitUntilEqual(second)
            #expect(try await second.stats()["isWriter"] == true)
            #expect(try scene.unsettled().isEmpty)
        }
    }
}
