import Dispatch
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A TCP connection to this machine, bare enough to see resets and pauses.
struct RawConnection {
    enum End: Equatable {
        case closed
        case reset
        /// Nothing came for as long as was waited.
        case silence
    }

    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    /// Sends a GET that asks for the connection to be closed, and reads to the end.
    ///
    /// It blocks a thread, which must not be one of those that the server runs on.
    ///
    /// - Parameter patience: the seconds to wait for each piece.
    func get(_ path: String, patience: Int = 10) async -> (text: String, pieces: Int, end: End) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: blockingGet(path, patience: patience))
            }
        }
    }

    private func blockingGet(
        _ path: String, patience: Int
    ) -> (text: String, pieces: Int, end: End) {
        defer { _ = close(descriptor) }
        var wait = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        let request = """
            GET \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer patTest\r\n\
            Connection: close\r\n\r\n
            """
        _ = request.withCString { send(descriptor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
        var bytes: [UInt8] = []
        var pieces = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
                pieces += 1
                continue
            }
            let end: End = count == 0 ? .closed : errno == ECONNRESET ? .reset : .silence
            return (String(decoding: bytes, as: UTF8.self), pieces, end)
        }
    }
}
