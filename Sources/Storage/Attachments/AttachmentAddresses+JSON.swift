package import AirtableAPI

extension AttachmentAddresses {
    /// A JSON value with our addresses in it, wherever it names attachments: for what is no record of
    /// the copy, such as values from before a change, or an answer of Airtable.
    ///
    /// Attachments are elements of arrays: a record may well have fields of the names `id` and `url`.
    ///
    /// - Parameter isOurs: whether an attachment gets our addresses.
    /// - Returns: nil where nothing is to be replaced.
    package func rewritten(
        _ value: JSONValue, where isOurs: (AttachmentID) -> Bool = { _ in true }
    ) -> JSONValue? {
        switch value {
        case .array(let items):
            var hasMoved = false
            let items = items.map { item in
                let found = attachment(item, isOurs) ?? rewritten(item, where: isOurs)
                hasMoved = hasMoved || found != nil
                return found ?? item
            }
            return hasMoved ? .array(items) : nil
        case .object(let object):
            var moved = object
            var hasMoved = false
            for (name, member) in object.members {
                guard let found = rewritten(member, where: isOurs) else { continue }
                moved[name] = found
                hasMoved = true
            }
            return hasMoved ? .object(moved) : nil
        default: return nil
        }
    }

    /// The attachments that a JSON value names, as `rewritten` finds them.
    package static func attachments(in value: JSONValue) -> Set<AttachmentID> {
        var found: Set<AttachmentID> = []
        _ = AttachmentAddresses(prefix: "/").rewritten(value) { id in
            found.insert(id)
            return false
        }
        return found
    }

    private func attachment(
        _ element: JSONValue, _ isOurs: (AttachmentID) -> Bool
    ) -> JSONValue? {
        guard var object = element.object, let file = Attachment(element), !file.urls.isEmpty,
            isOurs(file.id)
        else { return nil }
        func text(_ rendition: Attachment.Rendition) -> JSONValue {
            .string(address(file.id, rendition, filename: file.filename))
        }
        if file.urls[.original] != nil { object["url"] = text(.original) }
        guard var thumbnails = object["thumbnails"]?.object else { return .object(object) }
        for rendition in file.urls.keys where rendition != .original {
            guard var thumbnail = thumbnails[rendition.rawValue]?.object else { continue }
            thumbnail["url"] = text(rendition)
            thumbnails[rendition.rawValue] = .object(thumbnail)
        }
        object["thumbnails"] = .object(thumbnails)
        return .object(object)
    }
}
