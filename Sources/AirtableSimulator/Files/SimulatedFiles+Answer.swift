public import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Synchronization

/// What the simulator does with the request for a file.
struct FileReply: Sendable {
    enum Delivery: Sendable, Equatable {
        case whole
        case drip(pieces: Int, pause: Duration)
        /// The connection ends after so many bytes.
        case cut(after: Int)
        case silence
    }

    var response: AirtableResponse
    var delivery = Delivery.whole
}

extension SimulatedFiles {
    /// - Parameter range: the request's `Range`, if it has one.
    func answer(path: String, range: String?) -> FileReply {
        let fault = state.withLock { state -> FileFault? in
            state.counts.requests += 1
            let fault = state.faults.next()
            if let fault { state.counts.faults[fault, default: 0] += 1 }
            return fault
        }
        guard let address = FileAddress(path: path) else { return Self.refusal(.notFound) }
        switch fault {
        case .expired: return Self.refusal(.gone)
        case .vanished: return Self.refusal(.notFound)
        case .unavailable: return Self.refusal(.serviceUnavailable)
        case .silence: return FileReply(response: .json([]), delivery: .silence)
        case .redirect: return Self.redirect(to: address.path)
        case .foreignRedirect: return Self.redirect(to: "http://169.254.169.254/latest/meta-data/")
        case .truncated, .wrongSize, .slow, nil: break
        }
        guard Double(address.expiry) / 1_000 > wallNow().timeIntervalSince1970 else {
            return Self.refusal(.gone)
        }
        guard !state.withLock({ $0.vanished.contains(address.id) }) else {
            return Self.refusal(.notFound)
        }
        return delivered(address, range, fault)
    }

    private func delivered(
        _ address: FileAddress, _ range: String?, _ fault: FileFault?
    ) -> FileReply {
        var body = contents(
            of: address.id, address.rendition, size: address.size, isPicture: address.isPicture)
        if fault == .wrongSize { body.removeLast(min(body.count, 1 + body.count / 3)) }
        var reply = FileReply(response: Self.file(body, range))
        switch fault {
        case .truncated: reply.delivery = .cut(after: body.count / 2)
        case .slow:
            let plan = faults
            reply.delivery = .drip(pieces: max(1, plan.pieces), pause: plan.pause)
        default: break
        }
        if fault == nil || fault == .slow {
            let sent = reply.response.body.count
            state.withLock { state in
                state.counts.downloads[Self.name(address.id, address.rendition), default: 0] += 1
                state.counts.bytes += sent
            }
        }
        return reply
    }

    private static func file(_ body: [UInt8], _ range: String?) -> AirtableResponse {
        var headers: HTTPFields = [
            .contentType: "application/octet-stream", .acceptRanges: "bytes",
        ]
        let bounds = range.flatMap { text -> ClosedRange<Int>? in
            guard text.hasPrefix("bytes=") else { return nil }
            let ends = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let start = Int(ends[0]), start < body.count else { return nil }
            let end = min(Int(ends[1]) ?? .max, body.count - 1)
            return start <= end ? start...end : nil
        }
        guard let bounds else {
            headers[.contentLength] = String(body.count)
            return AirtableResponse(status: .ok, headerFields: headers, body: body)
        }
        headers[.contentRange] = "bytes \(bounds.lowerBound)-\(bounds.upperBound)/\(body.count)"
        headers[.contentLength] = String(bounds.count)
        return AirtableResponse(
            status: .partialContent, headerFields: headers, body: Array(body[bounds]))
    }

    private static func refusal(_ status: HTTPResponse.Status) -> FileReply {
        let body = Array("<html><body>\(status.code)</body></html>".utf8)
        return FileReply(
            response: AirtableResponse(
                status: status,
                headerFields: [
                    .contentType: "text/html", .contentLength: String(body.count),
                ], body: body))
    }

    private static func redirect(to location: String) -> FileReply {
        FileReply(
            response: AirtableResponse(
                status: .found, headerFields: [.location: location, .contentLength: "0"]))
    }
}

extension SimulatedAirtable: AttachmentTransport {
    /// How long a download stays silent before this transport gives up.
    public static let silence = Duration.seconds(30)
    /// Bytes of a file that are handed over at a time.
    private static let pieceBytes = 64 << 10

    /// Downloads a file in process; the host of the address is not looked at.
    public func download(
        _ url: String, receive: @escaping @Sendable (AttachmentPart) async throws -> Void
    ) async throws {
        let path = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let reply = files.answer(path: "/" + (path.count > 3 ? path[3] : ""), range: nil)
        var (size, pause) = (Self.pieceBytes, Duration.zero)
        var body = reply.response.body[...]
        switch reply.delivery {
        case .whole: break
        case .cut(let count): body = body.prefix(count)
        case .drip(let pieces, let wait):
            (size, pause) = (max(1, (body.count + pieces - 1) / pieces), wait)
        case .silence:
            try await clock.sleep(for: Self.silence)
            throw AirtableTransportError(.timeout, detail: "the simulator stayed silent")
        }
        try await receive(.head(reply.response.status, reply.response.headerFields))
        while !body.isEmpty {
            if pause > .zero { try await clock.sleep(for: pause) }
            try await receive(.bytes(Array(body.prefix(size))))
            body = body.dropFirst(size)
        }
        if case .cut = reply.delivery {
            throw AirtableTransportError(.connectionBroken, detail: "the simulator hung up")
        }
    }
}
