import FoundationEssentials

extension Settings {
    /// Reads what concerns attachments, and the address under which they are reached.
    mutating func readAttachments(_ reading: inout SettingsReading) {
        reading.flag(.attachmentDownload) { attachments.mode = $0 ? .eager : .off }
        let isSwitchedOff = attachments.mode == .off
        reading.choice(.attachments, AttachmentMode.allCases) { attachments.mode = $0 }
        if isSwitchedOff, attachments.mode != .off {
            // The original's switch and ours must not say different things in silence.
            reading.fail(
                .attachments, "is '\(attachments.mode.rawValue)'",
                "off, since ENABLE_ATTACHMENT_DOWNLOAD is false")
        }
        reading.optionalBytes(.attachmentBytes, from: 1 << 20) { attachments.maximumBytes = $0 }
        reading.choice(.attachmentAddresses, AttachmentAddresses.allCases) {
            attachments.addresses = $0
        }
        reading.choice(.attachmentAccess, AttachmentAccess.allCases) { attachments.access = $0 }
        reading.duration(.attachmentSignature, from: 60) { attachments.signatureLifetime = $0 }
        reading.duration(.attachmentGrace, from: 0) { attachments.grace = $0 }
        publicURL = webhook.url.flatMap(Self.origin)
        if let text = reading.text(.publicURL) {
            guard let origin = Self.origin(text), text == origin || text == origin + "/" else {
                return reading.fail(
                    .publicURL, "is '\(text)'",
                    "a scheme and a host without a path, such as https://aircache.example.com")
            }
            publicURL = origin
        }
    }

    /// Scheme, host and port of an address.
    private static func origin(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPlain, let url = URL(string: text), let host = url.host(), !host.isEmpty,
            let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            url.user() == nil, !text.contains("\""), !text.contains("\\")
        else { return nil }
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme)://\(name)" + (url.port.map { ":\($0)" } ?? "")
    }
}
