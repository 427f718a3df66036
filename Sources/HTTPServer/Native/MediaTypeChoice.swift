/// Chooses the format of a list by `Accept` (RFC 9110, section 12.5.1).
enum MediaTypeChoice {
    private static let offered: [(layout: RecordFormat.Layout, name: String, wildcards: [String])] =
        [
            (.json, "application/json", ["application/*", "*/*"]),
            (.ndjson, "application/x-ndjson", ["application/*", "*/*"]),
            (.csv, "text/csv", ["text/*", "*/*"]),
        ]

    /// - Throws: `HTTPServerError.notAcceptable`.
    static func layout(_ accept: String) throws(HTTPServerError) -> RecordFormat.Layout {
        let list = QualityList(accept)
        var best: (layout: RecordFormat.Layout, quality: Double)?
        for offer in offered {
            let quality = list.quality(of: offer.name, wildcards: offer.wildcards) ?? 0
            if quality > best?.quality ?? 0 { best = (offer.layout, quality) }
        }
        guard let best else {
            throw HTTPServerError(
                .notAcceptable, "None of the formats in 'Accept' can be given.",
                hint: "There is application/json, text/csv and application/x-ndjson.")
        }
        return best.layout
    }
}
