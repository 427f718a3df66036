import Aircache
import ArgumentParser
import Glibc

/// Where the process begins, and the only place where it ends with an exit code.
@main
enum Main {
    static func main() async {
        // Before anything makes event loops.
        ProcessSetup.prepare()
        do {
            var command = try AircacheCommand.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let ending = Ending(error)
            if !ending.output.isEmpty { Terminal.out(ending.output) }
            if !ending.diagnosis.isEmpty { Terminal.error(ending.diagnosis) }
            exit(ending.code.rawValue)
        }
    }
}
