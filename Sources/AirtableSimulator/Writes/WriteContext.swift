import AirtableAPI
import FoundationEssentials

/// Who writes, how, and when.
struct WriteContext: Sendable {
    let author: AccessToken
    let isTypecast: Bool
    let date: Date
}

extension AccessToken {
    /// The user as a collaborator cell names it.
    var collaborator: JSONObject {
        var object: JSONObject = ["id": .string(user.rawValue)]
        object["email"] = email.map(JSONValue.string)
        return object
    }
}
