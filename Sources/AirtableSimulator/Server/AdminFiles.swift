import AirtableAPI
import HTTPTypes

/// The part of the admin API about the files behind attachments: `/_simulator/files[/{what}]`.
struct AdminFiles {
    let files: SimulatedFiles

    /// - Parameter path: what follows `files`.
    func answer(
        _ method: HTTPRequest.Method, _ path: [String], _ body: AdminBody
    ) throws -> JSONValue {
        switch (method, path.first ?? "", path.count) {
        case (.get, "", 0): return state
        case (.put, "faults", 1): files.faults = try body.fileFaultPlan()
        case (.put, "addresses", 1):
            var settings = files.settings ?? SimulatedFiles.Settings()
            settings.lifetime = .seconds(try body.lifetimeSeconds())
            files.settings = settings
        case (.delete, let id, 1) where Attachment.isPlain(id.utf8):
            files.remove(AttachmentID(id))
        default:
            throw SimulatorError(
                .notFound, "The admin API has no such route.",
                hint: "See DESIGN.md of AirtableSimulator for the routes.")
        }
        return [:]
    }

    private var state: JSONValue {
        let counts = files.counts
        func json(_ numbers: [(String, Int)]) -> JSONValue {
            .object(
                JSONObject(
                    numbers.sorted { $0.0 < $1.0 }.map { ($0.0, .number(JSONNumber($0.1))) }))
        }
        return [
            "requests": .number(JSONNumber(counts.requests)),
            "bytes": .number(JSONNumber(counts.bytes)),
            "downloads": json(counts.downloads.map { ($0.key, $0.value) }),
            "faults": json(counts.faults.map { ($0.key.rawValue, $0.value) }),
        ]
    }
}

extension AdminBody {
    /// `{"seed", "probabilities": {fault: 0…1}, "script": [fault|null], "pieces",
    /// "pauseMilliseconds"}`, each of them optional.
    fileprivate func fileFaultPlan() throws(SimulatorError) -> FileFaultPlan {
        var plan = FileFaultPlan(seed: UInt64(clamping: try integer("seed") ?? 0))
        plan.probabilities = try probabilities(of: FileFault.self)
        guard plan.probabilities.values.reduce(0, +) <= 1 else {
            throw SimulatorError(
                .malformed, "The probabilities come to more than 1.",
                hint: "Each download has one fate: their sum is at most 1.")
        }
        plan.script = try script(of: FileFault.self)
        plan.pieces = max(1, try integer("pieces") ?? plan.pieces)
        if let pause = try integer("pauseMilliseconds") {
            plan.pause = .milliseconds(max(0, pause))
        }
        return plan
    }

    /// `{"lifetimeSeconds"}`
    fileprivate func lifetimeSeconds() throws(SimulatorError) -> Int {
        guard let seconds = try integer("lifetimeSeconds"), seconds > 0 else {
            throw SimulatorError(
                .malformed, "The value of lifetimeSeconds is not usable.",
                hint: "Send a number of seconds above 0.")
        }
        return seconds
    }
}
