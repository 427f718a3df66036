import Testing

/// A real client, unchanged, against an instance on a port and against the simulator itself.
@Suite("pyairtable", .serialized, .enabled(if: ClientProgram.isInstalled))
struct ClientTests {
    @Test("reads what it would read from Airtable")
    func read() async throws {
        try await run("read.py", takesWrites: false)
    }

    @Test("writes to Airtable, and reads it back from the copy")
    func write() async throws {
        try await run("write.py", takesWrites: true)
    }

    @Test("uploads, follows webhooks, and keeps models linked")
    func services() async throws {
        try await run("services.py", takesWrites: true)
    }

    @Test("is refused where writes are off, and nothing reaches Airtable")
    func refused() async throws {
        try await run("refused.py", takesWrites: false)
    }

    private func run(_ script: String, takesWrites: Bool) async throws {
        try await ClientScene.run(takesWrites: takesWrites) { _, environment in
            try await ClientProgram(script: script, environment: environment).run()
        }
    }
}
