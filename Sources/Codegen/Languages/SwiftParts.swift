/// The fixed parts of Swift text: what is imported, and values that are objects.
enum SwiftParts {
    static let imports = """
        import Foundation

        #if canImport(FoundationNetworking)
            import FoundationNetworking
        #endif
        """

    static let values = """
        /// A smaller picture of an attachment.
        public struct Thumbnail: Codable, Hashable, Sendable {
            public var url: String
            public var width: Double?
            public var height: Double?
        }

        public struct Thumbnails: Codable, Hashable, Sendable {
            public var small: Thumbnail?
            public var large: Thumbnail?
            public var full: Thumbnail?
        }

        /// A file. Right after it was added, all but the first three may be absent.
        public struct Attachment: Codable, Hashable, Sendable {
            public var id: String
            public var url: String
            public var filename: String
            public var size: Int?
            public var type: String?
            public var width: Double?
            public var height: Double?
            public var thumbnails: Thumbnails?
        }

        public struct Collaborator: Codable, Hashable, Sendable {
            public var id: String
            public var email: String?
            public var name: String?
        }

        public struct Barcode: Codable, Hashable, Sendable {
            public var text: String
            public var type: String?

            public init(text: String, type: String? = nil) {
                self.text = text
                self.type = type
            }
        }

        public struct Button: Codable, Hashable, Sendable {
            public var label: String
            public var url: String?
        }

        public struct AIText: Codable, Hashable, Sendable {
            /// `empty`, `loading`, `generated` or `error`.
            public var state: String
            public var isStale: Bool
            public var value: String?
            public var errorType: String?
        }

        /// What a computed cell holds where there is no value: one of the two.
        public struct CellError: Codable, Hashable, Sendable {
            public var error: String?
            public var specialValue: String?

            public init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                error = try container.decodeIfPresent(String.self, forKey: .error)
                specialValue = try container.decodeIfPresent(String.self, forKey: .specialValue)
                guard error != nil || specialValue != nil else {
                    throw DecodingError.dataCorrupted(
                        .init(codingPath: decoder.codingPath, debugDescription: "no error"))
                }
            }
        }

        /// The result of a formula or rollup.
        public enum Computed<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
            case value(Value)
            case list([Value])
            case error(CellError)

            /// The value, if it is a single one.
            public var value: Value? { if case .value(let value) = self { value } else { nil } }

            public init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let error = try? container.decode(CellError.self) {
                    self = .error(error)
                } else if let value = try? container.decode(Value.self) {
                    self = .value(value)
                } else {
                    self = .list(try container.decode([Value].self))
                }
            }

            public func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .value(let value): try container.encode(value)
                case .list(let values): try container.encode(values)
                case .error(let error): try container.encode(error)
                }
            }
        }

        /// One of the values of a lookup.
        public enum Gathered<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
            case value(Value)
            case error(CellError)

            public var value: Value? { if case .value(let value) = self { value } else { nil } }

            public init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let error = try? container.decode(CellError.self) {
                    self = .error(error)
                } else {
                    self = .value(try container.decode(Value.self))
                }
            }

            public func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .value(let value): try container.encode(value)
                case .error(let error): try container.encode(error)
                }
            }
        }

        /// A value of a type that was not known when this text was made.
        public indirect enum AnyCell: Codable, Hashable, Sendable {
            case null
            case boolean(Bool)
            case number(Double)
            case text(String)
            case list([AnyCell])
            case object([String: AnyCell])

            public init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if container.decodeNil() {
                    self = .null
                } else if let value = try? container.decode(Bool.self) {
                    self = .boolean(value)
                } else if let value = try? container.decode(Double.self) {
                    self = .number(value)
                } else if let value = try? container.decode(String.self) {
                    self = .text(value)
                } else if let value = try? container.decode([AnyCell].self) {
                    self = .list(value)
                } else {
                    self = .object(try container.decode([String: AnyCell].self))
                }
            }

            public func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .null: try container.encodeNil()
                case .boolean(let value): try container.encode(value)
                case .number(let value): try container.encode(value)
                case .text(let value): try container.encode(value)
                case .list(let value): try container.encode(value)
                case .object(let value): try container.encode(value)
                }
            }
        }

        /// A cell to write: its new value, or nothing in it.
        public enum Written<Value: Encodable & Sendable>: Encodable, Sendable {
            case value(Value)
            case empty

            public func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .value(let value): try container.encode(value)
                case .empty: try container.encodeNil()
                }
            }
        }

        /// The address of a new file, or the id of one that stays.
        public struct AttachmentInput: Encodable, Hashable, Sendable {
            var id: String?
            var url: String?
            var filename: String?

            public static func new(url: String, filename: String? = nil) -> AttachmentInput {
                AttachmentInput(url: url, filename: filename)
            }

            public static func kept(id: String) -> AttachmentInput { AttachmentInput(id: id) }
        }

        public struct CollaboratorInput: Encodable, Hashable, Sendable {
            var id: String?
            var email: String?

            public static func id(_ id: String) -> CollaboratorInput { CollaboratorInput(id: id) }

            public static func email(_ email: String) -> CollaboratorInput {
                CollaboratorInput(email: email)
            }
        }

        /// A field that conditions and lists of fields can name.
        public protocol NamedField: Sendable {
            var airtableID: String { get }
        }

        /// The field of a table that has none.
        public enum NoField: NamedField {
            public var airtableID: String {
                switch self {}
            }
        }
        """
}
