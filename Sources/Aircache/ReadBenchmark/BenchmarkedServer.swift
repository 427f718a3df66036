package import AirtableAPI
import AirtableClient
import HTTPTypes

/// A server that speaks Airtable's API, asked one question after the other and timed.
package struct BenchmarkedServer: Sendable {
    /// What people call it in messages.
    package let name: String
    /// Measured calls for each question.
    package let calls: Int
    private let transport: any AirtableTransport
    private let token: String?
    /// From the start of one call to the start of the next, at least.
    private let pause: Duration
    private let clock: any Clock<Duration>

    /// - Parameter token: nil for a server that answers everybody.
    package init(
        name: String, calls: Int, pause: Duration = .zero, token: String?,
        transport: any AirtableTransport, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.name = name
        self.calls = calls
        self.pause = pause
        self.token = token
        self.transport = transport
        self.clock = clock
    }

    /// Asks for a path.
    ///
    /// - Returns: the answer, and how long it took to its last byte.
    /// - Throws: `AircacheError` for any answer but a 200, and for none.
    func ask(_ path: String) async throws -> (json: JSONValue, time: Duration) {
        let elapsed = ElapsedTime(clock)
        var request = AirtableRequest(path: path)
        if let token { request.headerFields[.authorization] = "Bearer \(token)" }
        request.headerFields[.userAgent] = "aircache/\(AircacheVersion.current)"
        let response: AirtableResponse
        do {
            response = try await transport.send(
                request, timeout: ReadBenchmarkLimits.answerTimeout)
        } catch let error as AirtableTransportError {
            throw AircacheError(
                .airtable, "\(name) does not answer.",
                hint: "Is its address right, and does it run?", cause: "\(error)")
        }
        let time = elapsed.now
        guard response.status == .ok, let json = try? JSONValue(parsing: response.body) else {
            throw refusal(response)
        }
        if time < pause { try await clock.sleep(for: pause - time) }
        return (json, time)
    }

    private func refusal(_ response: AirtableResponse) -> AircacheError {
        switch response.status.code {
        case 401, 403:
            AircacheError(
                .unauthorized, "\(name) refuses the token (\(response.status.code)).",
                hint: "Airtable's is AIRTABLE_PERSONAL_TOKEN, Aircache's is BEARER_TOKEN.")
        case 404:
            AircacheError(
                .nothingThere, "\(name) has no such base or table.",
                hint: "Name the base with --base and the table with --table.")
        case 429:
            AircacheError(
                .airtable, "\(name) takes no more calls now (429).",
                hint: "Wait a minute, and stop what else reads this base.")
        default:
            AircacheError(
                .airtable, "\(name) answered with \(response.status.code).", hint: "Try again.")
        }
    }
}
