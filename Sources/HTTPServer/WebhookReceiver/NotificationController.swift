import AirtableAPI
import HTTPTypes
import HummingbirdCore
import NIOCore

/// `POST /webhooks/airtable/refresh`: Airtable says that something changed. A signature stands in
/// for the token.
enum NotificationController {
    static func receive(_ call: Call) async throws -> Answer {
        let receiver = call.instance.receiver
        guard receiver.admit() else {
            throw HTTPServerError(
                .tooManyNotifications, "Too many notifications come in.",
                hint: "Send them again later; no change is lost.")
        }
        let body = try await body(of: call)
        let header = HTTPField.Name(WebhookSignature.headerName)
        let signature = header.flatMap { call.head.headerFields[$0] }
        switch try receiver.receive(body, signature: signature) {
        case .accepted, .repeated:
            return Answer(status: .noContent, headers: [.cacheControl: "no-store"])
        case .malformed:
            throw HTTPServerError(
                .invalidBody, "The body is not a notification of Airtable.",
                hint: "It is a JSON object with base.id, webhook.id and timestamp.")
        case .unsigned, .forged, .stale, .unknown, .oversized, .limited:
            // Whoever guesses learns nothing from the difference; the counters tell the operator.
            throw HTTPServerError(
                .invalidSignature, "This is no notification that is believed here.",
                hint: "/api/stats counts the reasons under 'notifications'.")
        }
    }

    private static func body(of call: Call) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in call.body {
            guard bytes.count + part.readableBytes <= call.limits.notificationBytes else {
                call.instance.receiver.refuse(.oversized)
                throw HTTPServerError(
                    .bodyTooLarge, "The body of the request is too large.",
                    hint: "A notification has at most \(call.limits.notificationBytes) bytes.")
            }
            bytes += part.readableBytesView
        }
        return bytes
    }
}
