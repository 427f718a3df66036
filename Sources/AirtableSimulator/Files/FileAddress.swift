public import AirtableAPI
import FoundationEssentials
import HTTPTypes

/// What an address of a file says, in the layout of Airtable's:
/// `/v3/u/<n>/<n>/<expiry in ms>/<id>/<rendition>-<size>-<p or b>/<token>`.
struct FileAddress: Hashable {
    static let prefix = "/v3/u/"

    let expiry: Int
    let id: AttachmentID
    let rendition: Attachment.Rendition
    let size: Int
    let isPicture: Bool

    init(
        expiry: Int, id: AttachmentID, rendition: Attachment.Rendition, size: Int, isPicture: Bool
    ) {
        self.expiry = expiry
        self.id = id
        self.rendition = rendition
        self.size = size
        self.isPicture = isPicture
    }

    /// Nil for what this simulator did not sign.
    init?(path: String) {
        let plain = path.prefix { $0 != "?" && $0 != "#" }
        guard plain.hasPrefix(Self.prefix) else { return nil }
        let parts = plain.dropFirst(Self.prefix.count).split(separator: "/").map(String.init)
        guard parts.count == 6, let expiry = Int(parts[2]) else { return nil }
        let form = parts[4].split(separator: "-")
        guard form.count == 3, let rendition = Attachment.Rendition(rawValue: String(form[0])),
            let size = Int(form[1])
        else { return nil }
        self.init(
            expiry: expiry, id: AttachmentID(parts[3]), rendition: rendition, size: size,
            isPicture: form[2] == "p")
        guard parts[5] == token else { return nil }
    }

    var path: String { unsigned + "/" + token }

    private var unsigned: String {
        "\(Self.prefix)41/41/\(expiry)/\(id)/\(rendition.rawValue)-\(size)-\(isPicture ? "p" : "b")"
    }

    /// No secret: nobody gains anything from the simulator's files.
    private var token: String {
        String(TableDigest.value(ofRecord: Array(unsigned.utf8)), radix: 36)
    }
}

extension SimulatedFiles {
    /// Puts fresh addresses into a JSON answer.
    func signed(_ response: AirtableResponse) -> AirtableResponse {
        guard let settings, response.status == .ok,
            let value = try? JSONValue(parsing: response.body)
        else { return response }
        let now = Int(wallNow().timeIntervalSince1970 * 1_000)
        let lifetime = Int(settings.lifetime / .milliseconds(1))
        var response = response
        response.body = Self.signed(value, settings.origin, expiry: now + lifetime).bytes
        return response
    }

    private static func signed(_ value: JSONValue, _ origin: String, expiry: Int) -> JSONValue {
        switch value {
        case .array(let items):
            return .array(items.map { signed($0, origin, expiry: expiry) })
        case .object(let object):
            guard let file = Attachment(value), file.urls[.original] != nil else {
                return .object(
                    JSONObject(object.members.map { ($0.0, signed($0.1, origin, expiry: expiry)) }))
            }
            return .object(signed(object, file, origin, expiry: expiry))
        default: return value
        }
    }

    private static func signed(
        _ object: JSONObject, _ file: Attachment, _ origin: String, expiry: Int
    ) -> JSONObject {
        let isPicture = file.type?.hasPrefix("image/") ?? false
        func address(_ rendition: Attachment.Rendition) -> JSONValue {
            let size =
                rendition == .original ? file.size ?? 1_000 : thumbnailSize(file.id, rendition)
            return .string(
                origin
                    + FileAddress(
                        expiry: expiry, id: file.id, rendition: rendition, size: size,
                        isPicture: rendition != .original || isPicture
                    ).path)
        }
        var object = object
        object["url"] = address(.original)
        guard var thumbnails = object["thumbnails"]?.object else { return object }
        for rendition in Attachment.Rendition.allCases {
            guard var thumbnail = thumbnails[rendition.rawValue]?.object else { continue }
            thumbnail["url"] = address(rendition)
            thumbnails[rendition.rawValue] = .object(thumbnail)
        }
        object["thumbnails"] = .object(thumbnails)
        return object
    }

    /// Bytes of a thumbnail, which no cell tells.
    public static func thumbnailSize(
        _ id: AttachmentID, _ rendition: Attachment.Rendition
    ) -> Int {
        1_000 + Int(TableDigest.value(ofRecord: Array(name(id, rendition).utf8)) % 2_000)
    }
}
