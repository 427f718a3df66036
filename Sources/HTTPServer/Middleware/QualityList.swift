/// A header of preferences, such as `Accept` or `Accept-Encoding` (RFC 9110, section 12.4.2).
struct QualityList: Sendable {
    struct Item: Sendable {
        /// In lower case, without parameters.
        let name: String
        let quality: Double
    }

    let items: [Item]

    init(_ value: String) {
        items = value.split(separator: ",").compactMap { part in
            let pieces = part.split(separator: ";").map { piece in
                piece.trimming(while: { $0 == " " || $0 == "\t" })
            }
            guard let name = pieces.first, !name.isEmpty else { return nil }
            let weight = pieces.dropFirst().first { $0.lowercased().hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return Item(name: name.lowercased(), quality: min(max(quality, 0), 1))
        }
    }

    /// The weight of a name: its own, else that of the first wildcard in `wildcards`, else nil.
    func quality(of name: String, wildcards: [String]) -> Double? {
        for candidate in [name] + wildcards {
            if let item = items.first(where: { $0.name == candidate }) { return item.quality }
        }
        return nil
    }

    /// Whether a client with this `Accept-Encoding` takes gzip and likes it no less than plain.
    static func acceptsGzip(_ value: String?) -> Bool {
        guard let value else { return false }
        let list = QualityList(value)
        let gzip = list.quality(of: "gzip", wildcards: ["x-gzip", "*"]) ?? 0
        let plain = list.quality(of: "identity", wildcards: []) ?? 0
        return gzip > 0 && gzip >= plain
    }
}
