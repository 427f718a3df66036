import AirtableAPI

/// The body of an admin request: one JSON object, or nothing.
struct AdminBody {
    let object: JSONObject

    init(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else {
            object = [:]
            return
        }
        guard let object = try JSONValue(parsing: bytes).object else {
            throw Self.malformed("the body", "an object")
        }
        self.object = object
    }

    init(_ object: JSONObject) {
        self.object = object
    }

    func objects(_ name: String) throws(SimulatorError) -> [JSONObject] {
        let items = try value(name, "an array of objects", \.array) ?? []
        let objects = items.compactMap(\.object)
        guard objects.count == items.count else {
            throw Self.malformed(name, "an array of objects")
        }
        return objects
    }

    func texts(_ name: String) throws(SimulatorError) -> [String] {
        let items = try value(name, "an array of texts", \.array) ?? []
        let texts = items.compactMap(\.string)
        guard texts.count == items.count else { throw Self.malformed(name, "an array of texts") }
        return texts
    }

    func text(_ name: String) throws(SimulatorError) -> String? {
        try value(name, "a text", \.string)
    }

    func requiredText(_ name: String) throws(SimulatorError) -> String {
        guard let text = try text(name) else { throw Self.malformed(name, "a text") }
        return text
    }

    func integer(_ name: String) throws(SimulatorError) -> Int? {
        try value(name, "a whole number", \.integer)
    }

    func flag(_ name: String) throws(SimulatorError) -> Bool? {
        try value(name, "true or false", \.bool)
    }

    func cells() throws(SimulatorError) -> JSONObject {
        guard let cells = try value("fields", "an object", \.object) else {
            throw Self.malformed("fields", "an object")
        }
        return cells
    }

    /// Nil where the member is missing or null.
    private func value<T>(
        _ name: String, _ expected: String, _ read: (JSONValue) -> T?
    ) throws(SimulatorError) -> T? {
        guard let json = object[name], !json.isNull else { return nil }
        guard let value = read(json) else { throw Self.malformed(name, expected) }
        return value
    }

    private static func malformed(_ name: String, _ expected: String) -> SimulatorError {
        SimulatorError(
            .malformed, "The value of \(name) is not usable.", hint: "Send \(expected).")
    }
}

// MARK: Settings of the simulator

extension AdminBody {
    /// `{"seed", "probabilities": {fault: 0…1}, "script": [fault|null], "maximum", "dripPieces",
    /// "dripPauseMilliseconds"}`, each of them optional.
    func faultPlan() throws(SimulatorError) -> FaultPlan {
        var plan = FaultPlan(seed: UInt64(clamping: try integer("seed") ?? 0))
        plan.probabilities = try probabilities(of: Fault.self)
        plan.script = try script(of: Fault.self)
        plan.maximum = try integer("maximum")
        plan.dripPieces = max(1, try integer("dripPieces") ?? plan.dripPieces)
        if let pause = try integer("dripPauseMilliseconds") {
            plan.dripPause = .milliseconds(max(0, pause))
        }
        return plan
    }

    /// `{"seed", "probabilities": {fault: 0…1}, "delayMilliseconds"}`, each of them optional.
    func notificationFaults() throws(SimulatorError) -> NotificationFaults {
        var plan = NotificationFaults(seed: UInt64(clamping: try integer("seed") ?? 0))
        plan.probabilities = try probabilities(of: NotificationFault.self)
        if let delay = try integer("delayMilliseconds") {
            plan.delay = .milliseconds(max(0, delay))
        }
        return plan
    }

    /// How likely each fault is: `{"probabilities": {fault: 0…1}}`.
    func probabilities<F: RawRepresentable & CaseIterable & Hashable>(
        of faults: F.Type
    ) throws(SimulatorError) -> [F: Double] where F.RawValue == String {
        var probabilities: [F: Double] = [:]
        for (name, value) in try self.value("probabilities", "an object", \.object)?.members ?? [] {
            guard let probability = value.number?.double, (0...1).contains(probability) else {
                throw Self.malformed("probabilities.\(name)", "a number from 0 to 1")
            }
            probabilities[try Self.fault(name)] = probability
        }
        return probabilities
    }

    /// The fate of what comes next: `{"script": [fault|null]}`.
    func script<F: RawRepresentable & CaseIterable>(
        of faults: F.Type
    ) throws(SimulatorError) -> [F?] where F.RawValue == String {
        var script: [F?] = []
        for item in try self.value("script", "an array", \.array) ?? [] {
            script.append(item.isNull ? nil : try Self.fault(item.string ?? item.text))
        }
        return script
    }

    private static func fault<F: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(SimulatorError) -> F where F.RawValue == String {
        guard let fault = F(rawValue: name) else {
            let names = F.allCases.map(\.rawValue).joined(separator: ", ")
            throw SimulatorError(
                .malformed, "There is no fault \(name).", hint: "The faults are: \(names).")
        }
        return fault
    }

    /// The members of `SimulatorLimits` by name, each optional; null switches a limit off.
    func limits(changing old: SimulatorLimits) throws(SimulatorError) -> SimulatorLimits {
        var limits = old
        if object["requestsPerSecondPerBase"] != nil {
            limits.requestsPerSecondPerBase = try integer("requestsPerSecondPerBase")
        }
        if object["requestsPerSecondPerToken"] != nil {
            limits.requestsPerSecondPerToken = try integer("requestsPerSecondPerToken")
        }
        if object["monthlyCalls"] != nil { limits.monthlyCalls = try integer("monthlyCalls") }
        if let seconds = try integer("penaltySeconds") { limits.penalty = .seconds(seconds) }
        if let seconds = try integer("iteratorLifetimeSeconds") {
            limits.iteratorLifetime = .seconds(seconds)
        }
        limits.iteratorCount = max(1, try integer("iteratorCount") ?? limits.iteratorCount)
        limits.hasLiveListings = try flag("hasLiveListings") ?? limits.hasLiveListings
        limits.rateLimitAnswer.isList = try flag("isList") ?? limits.rateLimitAnswer.isList
        limits.rateLimitAnswer.hasRetryAfter =
            try flag("hasRetryAfter") ?? limits.rateLimitAnswer.hasRetryAfter
        return limits
    }

    /// `{"fixedMilliseconds", "jitterMilliseconds"}`
    func latency() throws(SimulatorError) -> Latency {
        Latency(
            fixed: .milliseconds(max(0, try integer("fixedMilliseconds") ?? 0)),
            jitter: .milliseconds(max(0, try integer("jitterMilliseconds") ?? 0)))
    }
}
