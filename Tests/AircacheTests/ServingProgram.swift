import Aircache
import AirtableAPI
import AirtableSimulator
import Foundation
import Glibc
import Testing

/// The program serving on a port of its own.
struct ServingProgram {
    let program: Program
    let address: String

    init(
        _ environment: [String: String], folder: String, wrapper: [String] = []
    ) throws {
        let port = try Self.freePort()
        address = "http://127.0.0.1:\(port)"
        program = try Program(
            ["serve", "--port", "\(port)"], environment: environment, folder: folder,
            wrapper: wrapper)
    }

    /// The first answer to a request; the server may just be starting.
    func firstAnswer(_ path: String, seconds: Double = 20) async throws -> TestAnswer {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            do {
                return try await TestClient.get(address + path)
            } catch {
                guard ContinuousClock.now < deadline, program.isRunning else { throw error }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// Asks for a refresh and waits for its end.
    ///
    /// - Returns: the run as `/api/refresh/{job}` tells it.
    func refresh(seconds: Double = 30) async throws -> JSONValue {
        let asked = try await TestClient.post(address + "/api/refresh")
        let location = try #require(asked.json["location"]?.string)
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let run = try await TestClient.get(address + location).json
            if ["succeeded", "failed"].contains(run["status"]?.string) { return run }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("a refresh did not end within \(seconds) s")
        return .null
    }

    /// What `/api/stats` says of the first base.
    func stats() async throws -> JSONValue {
        let answer = try await TestClient.get(address + "/api/stats")
        return try #require(answer.json["bases"]?.array?.first)
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        try #require(result, "no free port")
        return UInt16(bigEndian: address.sin_port)
    }
}

/// The environment of a program that copies `base` from a simulator.
func testEnvironment(_ endpoint: String, _ base: BaseID) -> [String: String] {
    [
        "AIRTABLE_ENDPOINT_URL": endpoint, "AIRTABLE_PERSONAL_TOKEN": "patTest",
        "AIRTABLE_BASE_ID": base.rawValue,
        // What is served is compared with what the simulator has, byte for byte.
        "AIRCACHE_ATTACHMENT_URLS": "airtable",
    ]
}
