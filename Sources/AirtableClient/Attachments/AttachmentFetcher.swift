package import AirtableAPI
import HTTPTypes
import Synchronization

/// Fetches the files behind attachments: from allowed hosts alone, within bounds, and whole.
package struct AttachmentFetcher: Sendable {
    private let transport: any AttachmentTransport
    private let hosts: AttachmentHosts
    private let clock: any Clock<Duration>

    /// - Parameter upstream: the configured endpoint; it may serve files too.
    package init(
        transport: any AttachmentTransport, upstream: String, clock: any Clock<Duration>
    ) {
        self.transport = transport
        hosts = AttachmentHosts(upstream: upstream)
        self.clock = clock
    }

    /// Whether an address may be fetched at all.
    package func allows(_ url: String) -> Bool {
        WebAddress(url).map(hosts.allows) ?? false
    }

    /// Fetches a file.
    ///
    /// - Parameters:
    ///   - size: its bytes, as Airtable gave them; nil where they are not known.
    ///   - write: gets the file piece by piece. What it threw is thrown on.
    /// - Throws: `AttachmentFetchError`, what `write` throws, or `CancellationError`.
    package func fetch(
        _ url: String, size: Int?, write: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        guard var address = WebAddress(url), hosts.allows(address) else {
            throw AttachmentFetchError.foreignAddress
        }
        for _ in 0...AirtableClientLimits.attachmentRedirects {
            let reception = Reception(size: size, since: ElapsedTime(clock), write: write)
            do {
                try await transport.download(address.text) { try await reception.take($0) }
            } catch let error as AirtableTransportError {
                // A length that is not kept breaks the connection too.
                throw AttachmentFetchError(error)
            }
            guard let location = try reception.finish() else { return }
            guard let next = address.redirected(to: location), hosts.allows(next) else {
                throw AttachmentFetchError.foreignAddress
            }
            address = next
        }
        throw AttachmentFetchError(.refused, "the file's address redirects too often")
    }
}

/// One answer with a file, as it comes in.
private final class Reception: Sendable {
    private struct State {
        var status: HTTPResponse.Status?
        var location: String?
        var declared: Int?
        var received = 0
        var picture = PictureEnds()
    }

    private let state = Mutex(State())
    private let size: Int?
    private let elapsed: ElapsedTime
    private let write: @Sendable ([UInt8]) async throws -> Void

    init(
        size: Int?, since elapsed: ElapsedTime,
        write: @escaping @Sendable ([UInt8]) async throws -> Void
    ) {
        self.size = size
        self.elapsed = elapsed
        self.write = write
    }

    func take(_ part: AttachmentPart) async throws {
        switch part {
        case .head(let status, let fields): try begin(status, fields)
        case .bytes(let bytes):
            let isWanted = try state.withLock { state in
                // What an error page says does not matter.
                guard state.status == .ok else { return false }
                state.received += bytes.count
                if size == nil { state.picture.take(bytes) }
                try check(received: state.received)
                return true
            }
            if isWanted { try await write(bytes) }
        }
    }

    private func begin(_ status: HTTPResponse.Status, _ fields: HTTPFields) throws {
        let declared = fields[.contentLength].flatMap { Int($0) }
        state.withLock { state in
            state.status = status
            state.declared = declared
            state.location = status.kind == .redirection ? fields[.location] ?? "" : nil
        }
        guard status == .ok else {
            if status.kind == .redirection { return }
            throw AttachmentFetchError(status)
        }
        if let declared, let size, declared != size {
            throw AttachmentFetchError.wrongSize(size, declared)
        }
        if let declared { try check(received: declared) }
    }

    private func check(received: Int) throws {
        if let size, received > size { throw AttachmentFetchError.wrongSize(size, received) }
        guard received <= AirtableClientLimits.attachmentBytes else {
            throw AttachmentFetchError(.wrongSize, "the file is larger than any may be")
        }
        let slowest = Duration.seconds(received / AirtableClientLimits.attachmentSlowest)
        guard elapsed.now <= AirtableClientLimits.attachmentTime + slowest else {
            throw AttachmentFetchError(.unreachable, "the file comes too slowly")
        }
    }

    /// - Returns: where to look instead; nil when the whole file came.
    func finish() throws -> String? {
        let state = state.withLock { $0 }
        if let location = state.location { return location }
        guard state.status == .ok else {
            throw AttachmentFetchError(.unreachable, "no answer came")
        }
        if let size, state.received != size {
            throw AttachmentFetchError.wrongSize(size, state.received)
        }
        if size == nil, !state.picture.fit {
            throw AttachmentFetchError(.wrongSize, "the picture ends too early")
        }
        if let declared = state.declared, state.received != declared {
            throw AttachmentFetchError.wrongSize(declared, state.received)
        }
        return nil
    }
}
