/// The fixed part of the Swift text: reading from an instance of Aircache, and writing through it,
/// with `URLSession`.
enum SwiftClient {
    static let text = #"""
        /// An answer that is no success.
        public struct AircacheError: Error, Sendable {
            public let status: Int
            public let code: String
            public let message: String
        }

        /// How requests reach an instance.
        public struct Connection: Sendable {
            public let address: String
            public let token: String?
            /// Seconds until a request is given up.
            public let timeout: TimeInterval

            /// Asks for what the copy holds.
            func get<Body: Decodable>(
                _ path: [String], _ query: [(String, String)], as body: Body.Type
            ) async throws -> Body {
                try await send("GET", ["api", "bases", AirtableBase.id] + path, query, as: body)
            }

            /// Writes by Airtable's own API, which the instance passes on.
            func write<Body: Decodable>(
                _ method: String, _ path: [String], _ query: [(String, String)] = [],
                json: Data? = nil, as body: Body.Type
            ) async throws -> Body {
                try await send(
                    method, ["v0", AirtableBase.id] + path, query, json: json, as: body)
            }

            private func send<Body: Decodable>(
                _ method: String, _ segments: [String], _ query: [(String, String)],
                json: Data? = nil, as body: Body.Type
            ) async throws -> Body {
                let root = address.hasSuffix("/") ? String(address.dropLast()) : address
                let items = query.map { Self.encoded($0) + "=" + Self.encoded($1) }
                let text =
                    root + "/" + segments.map(Self.encoded).joined(separator: "/")
                    + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
                guard let url = URL(string: text) else {
                    throw AircacheError(status: 0, code: "invalid_address", message: text)
                }
                var request = URLRequest(url: url, timeoutInterval: timeout)
                request.httpMethod = method
                request.setValue("application/json", forHTTPHeaderField: "Accept")
                if let token {
                    request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
                }
                if let json {
                    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                    request.httpBody = json
                }
                let (data, response) = try await URLSession.shared.data(for: request)
                let status = (response as? HTTPURLResponse)?.statusCode ?? 0
                guard status == 200 else { throw Self.refusal(status, data) }
                return try JSONDecoder().decode(body, from: data)
            }

            /// An error of Aircache, of Airtable, or of whatever stands in between.
            private static func refusal(_ status: Int, _ data: Data) -> AircacheError {
                let decoder = JSONDecoder()
                if let problem = try? decoder.decode(Problem.self, from: data) {
                    return AircacheError(
                        status: status, code: problem.code, message: problem.detail)
                }
                if let refusal = try? decoder.decode(Refusal.self, from: data) {
                    return AircacheError(
                        status: status, code: refusal.error.type,
                        message: refusal.error.message ?? "")
                }
                let word = try? decoder.decode([String: String].self, from: data)
                return AircacheError(status: status, code: word?["error"] ?? "", message: "")
            }

            private struct Problem: Decodable {
                let code: String
                let detail: String
            }

            private struct Refusal: Decodable {
                struct Reason: Decodable {
                    let type: String
                    let message: String?
                }

                let error: Reason
            }

            private static func encoded(_ text: String) -> String {
                let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
                return text.addingPercentEncoding(
                    withAllowedCharacters: CharacterSet(charactersIn: unreserved)) ?? ""
            }
        }

        public struct RecordPage<Row: Decodable & Sendable>: Decodable, Sendable {
            public struct Pagination: Decodable, Sendable {
                public let page: Int?
                public let pageSize: Int
                public let total: Int
                public let totalPages: Int
            }

            public let records: [Row]
            public let pagination: Pagination
            public let nextCursor: String?
        }

        public enum Comparison: String, Sendable {
            case eq, neq, gt, gte, lt, lte, like, ilike, cs, `is`
        }

        /// What a record must fulfil.
        public struct Condition<Name: NamedField>: Sendable {
            let field: Name
            let text: String

            public init(
                _ field: Name, _ comparison: Comparison, _ operand: String, isNegated: Bool = false
            ) {
                self.field = field
                text = (isNegated ? "not." : "") + comparison.rawValue + "." + operand
            }

            public init(
                _ field: Name, _ comparison: Comparison, _ operand: Double, isNegated: Bool = false
            ) {
                self.init(field, comparison, "\(operand)", isNegated: isNegated)
            }

            /// Holds when the cell is one of the values.
            public init(_ field: Name, in values: [String], isNegated: Bool = false) {
                self.field = field
                let items = values.map { value in
                    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\")
                        .replacingOccurrences(of: "\"", with: "\\\"")
                    return "\"\(escaped)\""
                }
                text = (isNegated ? "not." : "") + "in.(" + items.joined(separator: ",") + ")"
            }
        }

        public struct SortKey<Name: NamedField>: Sendable {
            let field: Name
            let isDescending: Bool

            public init(_ field: Name, isDescending: Bool = false) {
                self.field = field
                self.isDescending = isDescending
            }
        }

        public struct ListOptions<Name: NamedField>: Sendable {
            /// Only these fields.
            public var fields: [Name]?
            /// Conditions that must all hold.
            public var filter: [Condition<Name>] = []
            public var sort: [SortKey<Name>] = []
            public var ids: [String]?
            /// ISO 8601.
            public var modifiedAfter: String?
            /// 1 to 1000; 100 if nil.
            public var pageSize: Int?
            /// `nextCursor` of the page before.
            public var cursor: String?

            public init(
                fields: [Name]? = nil, filter: [Condition<Name>] = [], sort: [SortKey<Name>] = [],
                pageSize: Int? = nil
            ) {
                self.fields = fields
                self.filter = filter
                self.sort = sort
                self.pageSize = pageSize
            }

            var query: [(String, String)] {
                var query: [(String, String)] = []
                if let fields {
                    query.append(("fields", fields.map(\.airtableID).joined(separator: ",")))
                }
                query += filter.map { ($0.field.airtableID, $0.text) }
                if !sort.isEmpty {
                    let keys = sort.map { ($0.isDescending ? "-" : "") + $0.field.airtableID }
                    query.append(("sort", keys.joined(separator: ",")))
                }
                if let ids { query.append(("ids", ids.joined(separator: ","))) }
                if let modifiedAfter { query.append(("modifiedAfter", modifiedAfter)) }
                if let pageSize { query.append(("pageSize", String(pageSize))) }
                if let cursor { query.append(("cursor", cursor)) }
                return query
            }
        }
        """#

    static let reader = #"""
        /// Reads and writes the records of one table.
        public struct TableClient<
            Row: Decodable & Sendable, Name: NamedField, Cells: Encodable & Sendable
        >: Sendable {
            private let connection: Connection
            private let table: String

            init(_ connection: Connection, table: String) {
                self.connection = connection
                self.table = table
            }

            /// One page.
            public func list(
                _ options: ListOptions<Name> = ListOptions()
            ) async throws -> RecordPage<Row> {
                try await connection.get(["tables", table], options.query, as: RecordPage<Row>.self)
            }

            /// All records, page by page.
            public func all(_ options: ListOptions<Name> = ListOptions()) -> Rows {
                Rows(reader: self, options: options)
            }

            /// One record; nil if the table has none of that id.
            public func get(_ id: String, fields: [Name]? = nil) async throws -> Row? {
                do {
                    return try await connection.get(
                        ["tables", table, id], ListOptions<Name>(fields: fields).query, as: Row.self)
                } catch let error as AircacheError where error.code == "unknown_record" {
                    return nil
                }
            }

            /// Creates a record: it is in Airtable, and in the copy, when this returns.
            public func create(_ cells: Cells) async throws -> Row {
                let json = try JSONEncoder().encode(Change(fields: cells))
                return try await connection.write("POST", [table], json: json, as: Row.self)
            }

            /// Changes these cells of a record.
            public func update(_ id: String, _ cells: Cells) async throws -> Row {
                let json = try JSONEncoder().encode(Change(fields: cells))
                return try await connection.write("PATCH", [table, id], json: json, as: Row.self)
            }

            public func delete(_ id: String) async throws {
                _ = try await connection.write("DELETE", [table, id], as: AnyCell.self)
            }

            /// Creates up to ten records, all or none.
            public func createAll(_ rows: [Cells]) async throws -> [Row] {
                try await batch("POST", rows.map { Change(fields: $0) })
            }

            /// Changes cells of up to ten records, all or none.
            public func updateAll(_ rows: [(id: String, cells: Cells)]) async throws -> [Row] {
                try await batch("PATCH", rows.map { Change(id: $0.id, fields: $0.cells) })
            }

            /// Deletes up to ten records, all or none.
            public func deleteAll(_ ids: [String]) async throws {
                _ = try await connection.write(
                    "DELETE", [table], ids.map { ("records[]", $0) }, as: AnyCell.self)
            }

            private func batch(_ method: String, _ changes: [Change]) async throws -> [Row] {
                let json = try JSONEncoder().encode(["records": changes])
                return try await connection.write(method, [table], json: json, as: Rewritten.self)
                    .records
            }

            private struct Change: Encodable {
                var id: String?
                let fields: Cells
            }

            private struct Rewritten: Decodable {
                let records: [Row]
            }

            public struct Rows: AsyncSequence, Sendable {
                public typealias Element = Row

                let reader: TableClient
                let options: ListOptions<Name>

                public func makeAsyncIterator() -> Iterator {
                    Iterator(reader: reader, options: options)
                }

                public struct Iterator: AsyncIteratorProtocol {
                    let reader: TableClient
                    var options: ListOptions<Name>
                    var rows: [Row] = []
                    var position = 0
                    var isLast = false

                    public mutating func next() async throws -> Row? {
                        while position == rows.count {
                            guard !isLast else { return nil }
                            let page = try await reader.list(options)
                            rows = page.records
                            position = 0
                            options.cursor = page.nextCursor
                            isLast = page.nextCursor == nil
                        }
                        defer { position += 1 }
                        return rows[position]
                    }
                }
            }
        }
        """#
}
