import AirtableSimulator
import ArgumentParser

/// `name=probability`, comma separated.
struct FaultList: ExpressibleByArgument, Sendable {
    var probabilities: [Fault: Double] = [:]

    init() {}

    init?(argument: String) {
        for item in argument.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let fault = Fault(rawValue: String(parts[0])),
                let probability = Double(parts[1]), (0...1).contains(probability)
            else { return nil }
            probabilities[fault] = probability
        }
        guard probabilities.values.reduce(0, +) <= 1 else { return nil }
    }

    var defaultValueDescription: String { "none" }
}
