import AirtableAPI
import Crypto
import HTTPTypes
import NIOCore
import Storage

/// `/v0/meta/…`: who asks, which bases there are, and their schemas.
enum AirtableMetaController {
    /// The answer names a user that we made up: it is the same for all tokens and after every
    /// restart, and no user of Airtable's.
    static func whoAmI(_ call: Call) throws -> Answer {
        .json(WhoAmI(id: user(of: call.instance.bases)).json)
    }

    /// Bases that were never synced are left out, since their names are not known.
    static func bases(_ call: Call) throws -> Answer {
        if let offset = call.target.query["offset"], !offset.isEmpty {
            // All bases fit in one page.
            throw AirtableErrorBody.invalidOffset(offset)
        }
        let bases = try call.instance.bases.compactMap { id in
            try call.instance.store.base(id).serving.map { serving in
                BaseList.Base(
                    id: id, name: serving.baseName, permissionLevel: call.mayWrite ? "edit" : "read"
                )
            }
        }
        return .json(BaseList(bases: bases).json)
    }

    static func tables(_ call: Call) throws -> Answer {
        let includes = call.target.query.items.filter { item in
            item.name == "include" || item.name == "include[]"
        }
        guard includes.allSatisfy({ $0.value == "visibleFieldIds" }) else {
            throw AirtableErrorBody.invalidRequest
        }
        let generation = try call.generation()
        let tag = EntityTag(
            generation: generation.number, version: generation.commit,
            parts: call.target.segments + [String(includes.isEmpty)])
        var headers = try call.freshness(of: generation)
        if let known = call.notModified(tag, matchesAny: true, headers: headers) { return known }
        headers[.eTag] = tag.text()
        headers[.contentType] = MediaType.json
        let schema = includes.isEmpty ? generation.schema.withoutVisibleFields : generation.schema
        return Answer(headers: headers, body: .bytes(ByteBuffer(bytes: schema.json.bytes)))
    }

    /// `usr` and 14 letters and digits that follow from the bases.
    private static func user(of bases: [BaseID]) -> UserID {
        let text = "aircache user\n" + bases.map(\.rawValue).joined(separator: "\n")
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        let length = AirtableLimits.identifierLength - UserID.prefix.count
        let letters = SHA256.hash(data: Array(text.utf8)).prefix(length).map { byte in
            alphabet[Int(byte) % alphabet.count]
        }
        return UserID(UserID.prefix + String(letters))
    }
}

extension BaseSchema {
    /// As Airtable answers where `include=visibleFieldIds` was not asked for.
    fileprivate var withoutVisibleFields: BaseSchema {
        var schema = self
        for table in schema.tables.indices {
            for view in schema.tables[table].views.indices {
                schema.tables[table].views[view].visibleFieldIDs = nil
            }
        }
        return schema
    }
}
