import Logging
import NIOCore

/// Answers plain requests ahead of parser, router and task: those that were answered before in the
/// present state of the base, single records and plain pages from SQLite, and files.
///
/// It learns all of its answers from those that went the usual way, and leaves everything else to it,
/// byte by byte as it came. It acts only while the connection is idle: all that came before is
/// answered, and a request would begin with the next byte. So it never stands between two parts of
/// anything. Of pipelined requests one is under way at a time; those behind it wait. What a request is,
/// the parser alone decides: the lane knows a request again by its bytes.
final class FastLane: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    let service: LaneService
    let loop: LaneLoop
    let requestGuard: RequestGuard
    private let gatherer: FlushGatherer
    /// The header fields of the request before.
    private var headers: LaneHeaders?
    /// The request that went the usual way, and what of its answer went by.
    private var recording: LaneRecording?
    /// What came while the client did not take the answers, or waits for one.
    private var held: ByteBuffer?
    /// Whether a request went the usual way alone, and is not answered yet.
    private var awaitsAnswer = false
    private var wantsRead = false
    /// When the request was looked at that is being answered; set where requests are logged.
    private var began = ContinuousClock.now
    /// Whether the handlers behind got anything since the last time that a reading was complete.
    private var hasPassedOn = true
    /// Whether an answer that is not sent yet was read from SQLite.
    private var hasReadSQLite = false
    private var inputClosed = false
    /// Whether the client is on this machine.
    var knownLoopback: Bool?
    /// Whether the server stops, which the handlers behind do not know yet.
    private var stops = false

    init(
        _ service: LaneService, _ requestGuard: RequestGuard, _ gatherer: FlushGatherer,
        _ eventLoop: any EventLoop
    ) {
        self.service = service
        self.requestGuard = requestGuard
        self.gatherer = gatherer
        loop = service.loop(eventLoop)
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        guard held == nil else {
            held?.writeBuffer(&input)
            return
        }
        take(context, input)
    }

    private func take(_ context: ChannelHandlerContext, _ input: ByteBuffer) {
        guard requestGuard.isIdle else {
            if awaitsAnswer { held = input } else { passOn(context, input) }
            return
        }
        awaitsAnswer = false
        hasReadSQLite = false
        loop.lookAtClocks()
        var input = input
        var hasAnswered = false
        var request: ByteBuffer?
        while input.readableBytes > 0, request == nil {
            if !mayAnswer(context) {
                context.flush()
                guard mayAnswer(context) else {
                    held = input
                    return
                }
            }
            switch answer(context, input) {
            case .given(let length):
                input.moveReaderIndex(forwardBy: length)
                hasAnswered = true
            case .owed(let length):
                request = input.readSlice(length: length)
                awaitsAnswer = true
            case .unknown:
                request = input
                input.clear()
            }
        }
        if hasAnswered {
            requestGuard.noteActivity()
            // What comes from memory takes less time than waiting for others saves.
            if hasReadSQLite { context.flush() } else { gatherer.flushAtOnce() }
        }
        if input.readableBytes > 0 || requestGuard.isSendingFile { held = input }
        if let request { passOn(context, request) }
    }

    private func passOn(_ context: ChannelHandlerContext, _ input: ByteBuffer) {
        hasPassedOn = true
        context.fireChannelRead(wrapInboundOut(input))
    }

    /// Whether the client takes what it was answered before.
    private func mayAnswer(_ context: ChannelHandlerContext) -> Bool {
        context.channel.isWritable && !requestGuard.isSendingFile
    }

    /// Where the lane has answered everything, the handlers behind need not hear of it, nor be asked
    /// whether more is to be read: they wait for a request, so it is.
    func channelReadComplete(context: ChannelHandlerContext) {
        if hasPassedOn || held != nil || !requestGuard.isIdle {
            hasPassedOn = false
            context.fireChannelReadComplete()
        } else {
            context.read()
        }
    }

    private enum Finding {
        /// The request of so many bytes is answered.
        case given(Int)
        /// It goes the usual way, and what follows waits, so that its answer may be kept.
        case owed(Int)
        /// It goes the usual way with all that follows.
        case unknown
    }

    /// Answers the request with which `input` begins.
    private func answer(_ context: ChannelHandlerContext, _ input: ByteBuffer) -> Finding {
        input.withUnsafeReadableBytes { bytes in
            recording = nil
            if service.logsRequests { began = .now }
            guard let line = RequestLine(bytes, targetBytes: service.limits.laneTargetBytes) else {
                return .unknown
            }
            let (target, start) = (line.target, line.count)
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            guard let headers = headers(rest) else { return .unknown }
            let length = start + headers.block.count
            let hash = LaneHash.hash(target, headers.hash)
            if sendAgain(context, hash, target, headers)
                || sendOfSeries(context, hash, target, headers)
            {
                return .given(length)
            }
            recording = LaneRecording(LaneKey(target, headers), headers)
            return .owed(length)
        }
    }

    private func headers(_ bytes: UnsafeRawBufferPointer) -> LaneHeaders? {
        if let headers, bytes.begins(with: headers.block) { return headers }
        guard let read = LaneHeaders(bytes, tokens: service.tokens, limits: service.limits) else {
            return nil
        }
        headers = read
        return read
    }

    // MARK: Answers

    private func sendAgain(
        _ context: ChannelHandlerContext, _ hash: UInt64, _ target: UnsafeRawBufferPointer,
        _ headers: LaneHeaders
    ) -> Bool {
        guard let answer = service.cache.answer(hash, target, headers.key),
            let base = loop.base(answer.ticket.base), answer.holds(base, at: loop.seconds),
            hasRoom(for: answer.body)
        else { return false }
        var values = values(base, headers)
        if answer.template.status != 304, let file = answer.ticket.file {
            guard sendFile(context, answer.template, file, headers, &values) else {
                return false
            }
        } else {
            send(context, answer.template, values, answer.body)
        }
        answer.use()
        loop.tally.countAgain()
        log(answer.route, answer.template.status, values)
        return true
    }

    private func sendOfSeries(
        _ context: ChannelHandlerContext, _ hash: UInt64, _ target: UnsafeRawBufferPointer,
        _ headers: LaneHeaders
    ) -> Bool {
        guard !headers.isConditional, let parts = LaneTarget(target),
            let series = loop.series(parts.hash(headers)),
            series.contains(parts, headers), let base = loop.base(series.ticket.base)
        else { return false }
        var body = loop.takeBody()
        defer { loop.giveBack(&body) }
        guard let tag = series.answer(parts, base, at: loop.seconds, body: &body),
            hasRoom(for: body)
        else { return false }
        loop.tally.countFresh()
        hasReadSQLite = true
        var values = values(base, headers)
        values.length.append(decimal: body.readableBytes)
        values.entityTag = tag
        send(context, series.template, values, body)
        log(series.route, series.template.status, values)
        if service.cache.hasSeen(hash), let ticket = base.renewed(series.ticket) {
            service.cache.store(
                StoredAnswer(
                    LaneKey(target, headers), ticket: ticket, route: series.route,
                    template: series.template.filled(values), body: body.compact()))
        }
        return true
    }

    private func hasRoom(for body: ByteBuffer) -> Bool {
        body.readableBytes <= service.limits.unsentBytes || requestGuard.unsent.hasRoom
    }

    private func values(_ base: LaneBase, _ headers: LaneHeaders) -> AnswerTemplate.Values {
        AnswerTemplate.Values(
            date: loop.date, age: base.age, syncedAt: base.syncedAt,
            requestID: headers.requestID ?? RequestIdentifier.new())
    }

    func send(
        _ context: ChannelHandlerContext, _ template: AnswerTemplate,
        _ values: AnswerTemplate.Values, _ body: ByteBuffer
    ) {
        // While a client does not take its answers they keep what they were written into: no more of
        // it than they fill.
        loop.turnOutput()
        loop.output.clear(
            minimumCapacity: template.size + min(body.readableBytes, service.limits.laneCopiedBytes)
        )
        template.write(to: &loop.output, values)
        if body.readableBytes < service.limits.laneCopiedBytes {
            loop.output.writeImmutableBuffer(body)
            context.write(wrapOutboundOut(.byteBuffer(loop.output)), promise: nil)
        } else {
            context.write(wrapOutboundOut(.byteBuffer(loop.output)), promise: nil)
            context.write(wrapOutboundOut(.byteBuffer(body)), promise: nil)
        }
    }

    private func log(_ route: String, _ status: Int, _ values: AnswerTemplate.Values) {
        guard service.logsRequests else { return }
        service.logger.debug(
            "request",
            metadata: [
                "requestID": "\(String(decoding: values.requestID, as: UTF8.self))",
                "method": "GET", "route": "\(route)", "status": "\(status)",
                "duration": "\(began.duration(to: .now))",
            ])
    }

    // MARK: What went the usual way

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let issued = event as? IssuedTicket else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        recording?.issued = issued
        promise?.succeed()
    }

    func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        if let recording {
            recording.add(unwrapOutboundIn(data))
            if recording.isOver {
                self.recording = nil
                keep(recording)
            }
        }
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        goOn(context)
        if stops { stopWhenSent(context) }
    }

    private func keep(_ recording: LaneRecording) {
        guard let (issued, answer) = recording.answer else { return }
        service.cache.store(answer)
        loop.lookAtClocks()
        recording.key.target.withUnsafeBytes { target in
            guard let parts = LaneTarget(target), let base = loop.base(issued.ticket.base),
                let template = recording.template(isSeries: true),
                let series = LaneSeries(
                    parts, recording.headers, issued.ticket, route: issued.route,
                    template: template, base, service.limits)
            else { return }
            loop.remember(series)
        }
    }

    // MARK: What waits

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        goOn(context)
        context.fireChannelWritabilityChanged()
    }

    /// Goes on with what came while the client did not take its answers, or was owed one.
    func goOn(_ context: ChannelHandlerContext) {
        guard let input = held, mayAnswer(context), requestGuard.isIdle else { return }
        held = nil
        take(context, input)
        context.fireChannelReadComplete()
        if held == nil { resume(context) }
    }

    private func resume(_ context: ChannelHandlerContext) {
        if inputClosed {
            inputClosed = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        if stops { stopWhenSent(context) }
        if wantsRead {
            wantsRead = false
            context.read()
        }
    }

    /// Whether the lane has anything to do for what came: an answer to give, or one to wait for.
    private var isBusy: Bool {
        held != nil || (requestGuard.isIdle ? requestGuard.isSendingFile : awaitsAnswer)
    }

    /// Tells the handlers behind that the server stops, once the client has taken its answers: they
    /// would end the connection with what is not sent yet. As long as the lane is busy it is called again.
    private func stopWhenSent(_ context: ChannelHandlerContext) {
        guard !isBusy else { return }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            guard self.stops, !self.isBusy else { return }
            // More was answered meanwhile.
            guard context.channel.waitingBytes == 0 else { return self.stopWhenSent(context) }
            self.stops = false
            context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: sent)
    }

    func read(context: ChannelHandlerContext) {
        if held == nil { context.read() } else { wantsRead = true }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where held != nil: inputClosed = true
        case is ChannelShouldQuiesceEvent:
            stops = true
            stopWhenSent(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }
}

@available(*, unavailable)
extension FastLane: Sendable {}
