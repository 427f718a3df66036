public import HTTPTypes

/// An error body of Airtable, in any of the four shapes that its API sends.
///
/// A client must accept all four; both big client libraries look only at the singular `error` key.
public struct AirtableErrorBody: Error, Hashable, Sendable {
    /// How the body is laid out.
    public enum Shape: Hashable, Sendable, CaseIterable {
        /// `{"error":{"type":"X","message":"Y"}}`: the normal one.
        case object
        /// `{"error":{"type":"X"}}`
        case typeOnly
        /// `{"error":"NOT_FOUND"}`
        case bareString
        /// `{"errors":[{"error":"X","message":"Y"}]}`: seen in the wild for 429.
        case list
    }

    /// Airtable's word for the error, such as `INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND`.
    public var type: String
    public var message: String?
    public var shape: Shape

    public init(type: String, message: String? = nil, shape: Shape? = nil) {
        self.type = type
        self.message = message
        self.shape = shape ?? (message == nil ? .typeOnly : .object)
    }

    /// Reads an error body; nil when the bytes are none of the four shapes.
    public init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes) else { return nil }
        if let type = value["error"]?.string {
            self.init(type: type, shape: .bareString)
        } else if let type = value["error"]?["type"]?.string {
            self.init(type: type, message: value["error"]?["message"]?.string)
        } else if let first = value["errors"]?.array?.first, let type = first["error"]?.string {
            self.init(type: type, message: first["message"]?.string, shape: .list)
        } else {
            return nil
        }
    }

    public var json: JSONValue {
        switch shape {
        case .object:
            ["error": ["type": .string(type), "message": .string(message ?? "")]]
        case .typeOnly: ["error": ["type": .string(type)]]
        case .bareString: ["error": .string(type)]
        case .list:
            ["errors": [["error": .string(type), "message": .string(message ?? "")]]]
        }
    }
}

/// An answer of Airtable that is not a success: the status and what the body says.
public struct AirtableError: Error, Hashable, Sendable {
    public var status: HTTPResponse.Status
    /// Nil where the body was no JSON error at all, as behind a 502.
    public var body: AirtableErrorBody?

    public init(status: HTTPResponse.Status, body: AirtableErrorBody?) {
        self.status = status
        self.body = body
    }
}

extension AirtableErrorBody {
    /// 401 without a usable `Authorization` header.
    public static let authenticationRequired = AirtableErrorBody(
        type: "AUTHENTICATION_REQUIRED", message: "Authentication required")
    /// 401 for a token that is unknown, revoked or expired.
    public static let unauthorized = AirtableErrorBody(
        type: "UNAUTHORIZED", message: "Invalid authentication token")
    /// 403 for a base or table that is not granted or does not exist, or for a missing scope.
    public static let invalidPermissionsOrModelNotFound = AirtableErrorBody(
        type: "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        message: """
            Invalid permissions, or the requested model was not found. Check that both your user \
            and your token have the required permissions, and that the model names and/or ids are \
            correct.
            """)
    /// 404 for an undefined route.
    public static let notFound = AirtableErrorBody(type: "NOT_FOUND", shape: .bareString)
    /// 404 for a record that does not exist in a table that does.
    public static let recordNotFound = AirtableErrorBody(
        type: "MODEL_ID_NOT_FOUND", message: "Record not found")
    /// 422 for an unknown or ill-typed parameter.
    public static let invalidRequest = AirtableErrorBody(
        type: "INVALID_REQUEST_UNKNOWN",
        message: "Invalid request: parameter validation failed. Check your request data.")
    /// 422 (400 for what is no JSON) for a body that cannot be read.
    public static let invalidRequestBody = AirtableErrorBody(
        type: "INVALID_REQUEST_BODY", message: "Could not parse request body")
    /// 422 when a list iterator timed out: start again from the first page.
    public static let iteratorNotAvailable = AirtableErrorBody(
        type: "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")
    /// 429 when more than 5 requests a second reached a base, or 50 a user.
    public static let rateLimitReached = AirtableErrorBody(
        type: "RATE_LIMIT_REACHED", message: "Rate limit exceeded. Please try again later")
    /// 429 when the workspace's monthly quota is used up. Trying again does not help.
    public static let billingLimitExceeded = AirtableErrorBody(
        type: "PUBLIC_API_BILLING_LIMIT_EXCEEDED",
        message: """
            API billing plan limit exceeded. You've reached the maximum number of requests allowed \
            for this month.
            """)
    /// 503: safe to try again.
    public static let retriable = AirtableErrorBody(
        type: "RETRIABLE_ERROR",
        message: """
            Server encountered an error while processing your request, and it is safe to retry the \
            request
            """)

    /// 422 for a field name that the table does not have.
    public static func unknownFieldName(_ name: String) -> AirtableErrorBody {
        AirtableErrorBody(type: "UNKNOWN_FIELD_NAME", message: "Unknown field name: \"\(name)\"")
    }

    /// 422 for an offset that is no iterator token at all.
    public static func invalidOffset(_ offset: String) -> AirtableErrorBody {
        AirtableErrorBody(
            type: "INVALID_OFFSET_VALUE", message: "The value of offset \(offset) is invalid")
    }

    /// 422 for a view that the table does not have, by id or by name.
    public static func viewNotFound(_ view: String) -> AirtableErrorBody {
        AirtableErrorBody(
            type: ViewID.isWellFormed(view) ? "VIEW_ID_NOT_FOUND" : "VIEW_NAME_NOT_FOUND",
            message: "View \(view) not found")
    }
}
