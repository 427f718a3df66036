import NIOCore
import Storage

/// Files, whole and in part.
extension FastLane {
    /// - Returns: false where the usual way has to find out.
    func sendFile(
        _ context: ChannelHandlerContext, _ template: AnswerTemplate, _ file: AttachmentFiles.File,
        _ headers: LaneHeaders, _ values: inout AnswerTemplate.Values
    ) -> Bool {
        guard let part = headers.part(ofFile: file.size) else { return false }
        values.length = part.length
        values.contentRange = part.contentRange
        switch file.body(part.range, nil) ?? loop.files.body(part.range, of: file.blob) {
        case nil: return false
        case .bytes(let bytes): send(context, template, values, bytes)
        case .part(let open, let range):
            send(context, template, values, ByteBuffer())
            send(context, open, range)
        }
        file.use()
        return true
    }

    private func send(_ context: ChannelHandlerContext, _ file: OpenFile, _ range: Range<Int>) {
        let sent = context.eventLoop.makePromise(of: Void.self)
        let pieces = FilePieces(
            file: file, context: context,
            copies: isOnLoopback(context.channel) ? loop.files : nil
        ) { self.wrapOutboundOut($0) }
        requestGuard.isSendingFile = true
        sent.futureResult.assumeIsolated().whenComplete { result in
            self.requestGuard.isSendingFile = false
            guard case .success = result else {
                // The head told of more bytes than there are.
                return context.close(promise: nil)
            }
            self.requestGuard.noteActivity()
            self.goOn(context)
        }
        pieces.send(range, promise: sent)
    }

    private func isOnLoopback(_ channel: any Channel) -> Bool {
        if let knownLoopback { return knownLoopback }
        let address = channel.remoteAddress?.ipAddress ?? ""
        let isLoopback = ["127.", "::1", "::ffff:127."].contains { address.hasPrefix($0) }
        knownLoopback = isLoopback
        return isLoopback
    }
}
