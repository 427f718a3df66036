import NIOCore
import Synchronization

/// A value for each event loop, made when it is first asked for.
final class PerEventLoop<Value: Sendable>: Sendable {
    private let values = Mutex<[ObjectIdentifier: Value]>([:])

    var all: [Value] { values.withLock { Array($0.values) } }

    func value(_ eventLoop: any EventLoop, make: () -> Value) -> Value {
        values.withLock { values in
            if let known = values[ObjectIdentifier(eventLoop)] { return known }
            let made = make()
            values[ObjectIdentifier(eventLoop)] = made
            return made
        }
    }
}
