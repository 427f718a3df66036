import AirtableAPI
import HTTPTypes

/// Why a file could not be fetched: a clause without addresses, names and contents.
package struct AttachmentFetchError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The address is not one of Airtable's, or no plain address.
        case foreignAddress
        /// The address is not good any more, or the file is gone: a new address may help.
        case staleAddress
        /// The host refused for another reason.
        case refused
        /// More or fewer bytes came than there are.
        case wrongSize
        /// No connection, silence, or a broken transfer.
        case unreachable
    }

    package let code: Code
    package let description: String

    /// Whether the file may be had at another address: the old one ended, or is that of a client
    /// which Airtable tells until it has fetched the file itself.
    package var mayBeCuredByAddress: Bool { code == .staleAddress || code == .foreignAddress }

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// An answer that is no file.
    init(_ status: HTTPResponse.Status) {
        switch status.code {
        // The host does not say whether an address expired or never was.
        case 400, 401, 403, 404, 410:
            self.init(.staleAddress, "the file's address is not good any more (\(status.code))")
        case 408, 429, 500...599:
            self.init(.unreachable, "the file's host is in trouble (\(status.code))")
        default: self.init(.refused, "the file's host refused (\(status.code))")
        }
    }

    init(_ error: AirtableTransportError) {
        self.init(.unreachable, "the transfer failed (\(error.reason.rawValue))")
    }

    static let foreignAddress = AttachmentFetchError(
        .foreignAddress, "the file's address is not one of Airtable's")

    static func wrongSize(_ expected: Int, _ received: Int) -> AttachmentFetchError {
        AttachmentFetchError(
            .wrongSize, "the file has \(expected) bytes, and \(received) came or were announced")
    }
}
