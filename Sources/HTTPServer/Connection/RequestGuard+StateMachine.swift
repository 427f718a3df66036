import HTTPTypes
import NIOCore
import NIOHTTPTypes

extension RequestGuard {
    /// What a connection has read and what it still owes. Events in, actions out.
    struct StateMachine {
        enum ReadAction: Equatable {
            case forward
            /// The body of the request begins: it must end in time.
            case forwardAndAwaitBody
            /// The request is complete.
            case forwardAndEndBody
            case drop
            /// Puts the refusal in the place of the request; the rest of the input is dropped.
            case refuse(RefusedRequest)
        }

        enum ErrorAction: Equatable {
            case forward
            case drop
            case refuse(RefusedRequest)
        }

        private enum Input {
            case betweenRequests
            case inBody(bytes: Int, limit: Int)
            /// More body came than is allowed. The responder notices by itself.
            case overflown
            /// Nothing more is read.
            case refused
        }

        private let limits: HTTPLimits
        private var input = Input.betweenRequests
        private var answersOwed = 0
        /// Whether the last request that came is the last of the connection.
        private var isLast = false

        /// Whether everything that came is answered, and more may come.
        var isIdle: Bool {
            if case .betweenRequests = input { answersOwed == 0 && !isLast } else { false }
        }

        /// Whether a whole request came that is not answered yet.
        var isAnswering: Bool {
            switch input {
            case .inBody: answersOwed > 1
            case .betweenRequests, .overflown, .refused: answersOwed > 0
            }
        }

        init(_ limits: HTTPLimits) {
            self.limits = limits
        }

        mutating func received(_ part: HTTPRequestPart) -> ReadAction {
            switch (input, part) {
            case (.refused, _): return .drop
            case (_, .head(let head)):
                answersOwed += 1
                isLast = isLast || head.headerFields[.connection] == "close"
                if let reason = refusal(of: head) {
                    input = .refused
                    return .refuse(reason)
                }
                input = .inBody(bytes: 0, limit: bodyLimit(of: head))
                return .forwardAndAwaitBody
            case (.inBody(let count, let limit), .body(let buffer)):
                let total = count + buffer.readableBytes
                input = total > limit ? .overflown : .inBody(bytes: total, limit: limit)
                return .forward
            case (.overflown, .body): return .drop
            case (.overflown, .end): return .drop
            case (_, .end):
                input = .betweenRequests
                return .forwardAndEndBody
            case (.betweenRequests, .body): return .drop
            }
        }

        /// The parser, or the codec behind it, gave up.
        ///
        /// - Parameter reason: what the refusal says where a head was being read.
        mutating func failed(_ reason: RefusedRequest) -> ErrorAction {
            switch input {
            case .refused, .overflown: return .drop
            case .inBody: return .forward
            case .betweenRequests:
                input = .refused
                answersOwed += 1
                return .refuse(reason)
            }
        }

        /// - Returns: whether that was the last answer of a connection that reads no more.
        mutating func answered() -> Bool {
            answersOwed -= 1
            switch input {
            case .refused, .overflown: return answersOwed <= 0
            case .betweenRequests, .inBody: return false
            }
        }

        private func bodyLimit(of head: HTTPRequest) -> Int {
            AirtableRoutes.contains(head.path ?? "") ? limits.passedBodyBytes : limits.bodyBytes
        }

        private func refusal(of head: HTTPRequest) -> RefusedRequest? {
            if (head.path?.utf8.count ?? 0) > limits.targetBytes { return .targetTooLong }
            let headerBytes = head.headerFields.reduce(0) { sum, field in
                sum + field.name.rawName.utf8.count + field.value.utf8.count + 4
            }
            if headerBytes > limits.headerBytes { return .headersTooLarge }
            if let length = head.headerFields[.contentLength] {
                // What is no number, or several, the parser has refused; beyond Int is too large.
                guard let length = Int(length), length <= bodyLimit(of: head) else {
                    return .bodyTooLarge
                }
            }
            return nil
        }
    }
}
