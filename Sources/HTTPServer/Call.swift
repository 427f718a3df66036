import AirtableAPI
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Storage

/// One request on its way through a route.
struct Call: Sendable {
    let instance: ServedInstance
    let head: HTTPRequest
    let body: RequestBody
    let target: RequestTarget
    /// The base of the path's prefix, else the default one.
    let base: BaseID
    /// Whether the path names the base.
    let namesBase: Bool
    /// Whether it has a token that opens the API; told to routes that decide about it themselves.
    let isTrusted: Bool
    /// Whether the client may change something in Airtable.
    let mayWrite: Bool
    /// The segments that stand for the pattern's variables.
    let parameters: [String: String]

    var limits: HTTPLimits { instance.limits }

    /// A segment that the route's pattern has.
    func parameter(_ name: String) -> String {
        guard let value = parameters[name] else {
            preconditionFailure("the route has no variable '\(name)'")
        }
        return value
    }

    /// Refuses every parameter but those in `known`, and each that is given twice.
    func allowParameters(_ known: Set<String> = []) throws(HTTPServerError) {
        var seen: Set<String> = []
        for item in target.query.items {
            guard known.contains(item.name) else {
                let expected = known.sorted().map { "'\($0)'" }.joined(separator: ", ")
                throw HTTPServerError(
                    .unknownParameter, "There is no parameter '\(item.name)' here.",
                    hint: known.isEmpty ? "There is none." : "There is \(expected).")
            }
            guard seen.insert(item.name).inserted else {
                throw HTTPServerError(
                    .invalidParameter, "The parameter '\(item.name)' is given twice.",
                    hint: "Give it once; lists are separated by commas.")
            }
        }
    }

    /// The state of the base that answers, held until the answer is made.
    ///
    /// - Throws: `HTTPServerError.noGeneration` before the first sync.
    func generation() throws -> Snapshot {
        guard let generation = try instance.store.base(base).serving else {
            throw notSynced
        }
        return generation
    }

    /// The error of a base that has no data yet.
    var notSynced: HTTPServerError {
        HTTPServerError(
            .noGeneration, "The base '\(base)' has not been synced yet.",
            hint: "The first sync is under way or waits for Airtable; see /health.")
    }

    /// - Throws: `HTTPServerError.unknownTable`, with what there is.
    func table(in generation: Snapshot) throws(HTTPServerError) -> StoredTable {
        let name = parameter("table")
        guard let table = generation.table(name) else {
            throw HTTPServerError(
                .unknownTable, "There is no table '\(name)' in this base.",
                hint: Self.listing(generation.tables.map(\.name), of: "Its tables are"))
        }
        return table
    }

    /// The headers that say how old the data is, and whether the base's sync is paused.
    func freshness(of generation: Snapshot) throws -> HTTPFields {
        var headers: HTTPFields = [
            .cacheControl: "private, no-cache",
            .generation: String(generation.number),
            .syncedAt: generation.syncedAtText,
            .age: String(Timestamp.age(of: generation.syncedAt, at: instance.wallNow())),
        ]
        if let pause = try instance.store.base(base).pause { headers[.paused] = pause.reason }
        return headers
    }

    /// The answer without a body, if the client has it already.
    func notModified(_ tag: EntityTag, matchesAny: Bool, headers: HTTPFields) -> Answer? {
        guard let matched = tag.match(head.headerFields, matchesAny: matchesAny) else { return nil }
        var headers = headers
        headers[.eTag] = matched
        headers.addVary("Accept-Encoding")
        return Answer(status: .notModified, headers: headers)
    }

    /// What allows to send an answer again, which follows from the request and the copy alone.
    ///
    /// - Parameters:
    ///   - table: the only table that it depends on; nil where it is the whole base.
    ///   - addresses: of attachments in the body.
    func ticket(
        _ generation: Snapshot, _ table: StoredTable?, _ addresses: AttachmentAddresses?,
        series: LaneTicket.Series? = nil
    ) -> LaneTicket {
        let lifetime = instance.settings.attachments.signatureLifetime
        return LaneTicket(
            base: base, generation: generation.number,
            scope: table.map { .table($0.id, version: $0.version) }
                ?? .base(commit: generation.commit),
            validUntil: addresses?.expiry.map {
                AddressSigner.successorTime(of: $0, lifetime: lifetime)
            }, series: series)
    }

    /// `Its tables are 'A', 'B' and 12 more.`
    static func listing(_ names: [String], of what: String) -> String {
        let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        let rest = names.count > 20 ? " and \(names.count - 20) more" : ""
        return names.isEmpty ? "\(what) none." : "\(what) \(shown)\(rest)."
    }
}
