import HTTPTypes
import NIOCore

/// `GET /docs`: a page that shows the routes and tries them. It is in the program, needs no other
/// host, and reads `/openapi.json` with the token that its reader enters.
enum DocsController {
    static func page(_ call: Call) throws -> Answer {
        try answer(call, PackageResources.docs_html, "text/html; charset=utf-8")
    }

    static func script(_ call: Call) throws -> Answer {
        try answer(call, PackageResources.docs_js, "text/javascript; charset=utf-8")
    }

    static func style(_ call: Call) throws -> Answer {
        try answer(call, PackageResources.docs_css, "text/css; charset=utf-8")
    }

    /// Nothing but our own script, style and routes; the page stands in no frame.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private static func answer(
        _ call: Call, _ bytes: [UInt8], _ mediaType: String
    ) throws -> Answer {
        try call.allowParameters()
        var headers: HTTPFields = [
            .contentType: mediaType, .cacheControl: "no-cache",
            .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
        ]
        let tag = EntityTag(
            generation: 0, version: 0,
            parts: [call.instance.settings.version] + call.target.segments)
        if let known = call.notModified(tag, matchesAny: true, headers: headers) { return known }
        headers[.eTag] = tag.text()
        headers[.referrerPolicy] = "no-referrer"
        return Answer(headers: headers, body: .bytes(ByteBuffer(bytes: bytes)))
    }
}
