package import Sync

extension Settings {
    /// Reads what clients may do beyond reading the copy.
    mutating func readPassing(_ reading: inout SettingsReading) {
        reading.choice(.forwarding, Forwarding.allCases) { passing.forwarding = $0 }
        reading.toggle(.writes) { passing.takesWrites = $0 }
        reading.duration(.viewMaxAge, from: 0) { passing.viewMaxAge = $0 }
        guard
            let tokens = reading.list(
                .writeTokens, "one or more of the tokens in BEARER_TOKEN, comma separated")
        else { return }
        passing.writeTokens = tokens
        if !passing.takesWrites {
            reading.fail(.writeTokens, "is set while writes are off", "AIRCACHE_WRITES=on")
        } else if !Set(tokens).isSubset(of: server.bearerTokens) {
            reading.fail(
                .writeTokens, "has a token that is not in BEARER_TOKEN",
                "tokens that may read as well")
        }
    }
}

extension Settings.Passing {
    /// Who may write.
    package var writeAccess: WriteAccess {
        guard takesWrites else { return .nobody }
        return writeTokens.map(WriteAccess.tokens) ?? .everybody
    }
}
