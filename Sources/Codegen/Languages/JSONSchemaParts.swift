import AirtableAPI

/// The definitions that every base shares: the values that are objects.
enum JSONSchemaParts {
    static func definitions(prefix: String) -> JSONObject {
        func reference(_ name: String) -> JSONValue { ["$ref": .string(prefix + name)] }
        let text: JSONValue = ["type": "string"]
        let number: JSONValue = ["type": ["number", "null"]]
        let flag: JSONValue = ["type": "boolean"]
        let optionalText: JSONValue = ["type": ["string", "null"]]
        return [
            "Thumbnail": object(
                ["url": text, "width": number, "height": number], required: ["url"]),
            "Attachment": object(
                [
                    "id": text, "url": text, "filename": text, "size": number,
                    "type": optionalText, "width": number, "height": number,
                    "thumbnails": object(
                        [
                            "small": reference("Thumbnail"), "large": reference("Thumbnail"),
                            "full": reference("Thumbnail"),
                        ], required: []),
                ], required: ["id", "url", "filename"]),
            "Collaborator": object(
                ["id": text, "email": optionalText, "name": optionalText], required: ["id"]),
            "Barcode": object(["text": text, "type": optionalText], required: ["text"]),
            "Button": object(["label": text, "url": optionalText], required: ["label"]),
            "AIText": object(
                [
                    "state": [
                        "type": "string", "enum": ["empty", "loading", "generated", "error"],
                    ],
                    "isStale": flag, "value": optionalText, "errorType": text,
                ], required: ["state", "isStale", "value"]),
            "CellError": [
                "description": "What a computed cell holds where there is no value.",
                "anyOf": [
                    object(["error": text], required: ["error"]),
                    object(["specialValue": text], required: ["specialValue"]),
                ],
            ],
            "AttachmentInput": [
                "description": "An address to fetch a new file from, or the id of one that stays.",
                "anyOf": [
                    object(["url": text, "filename": text], required: ["url"]),
                    object(["id": text], required: ["id"]),
                ],
            ],
            "CollaboratorInput": [
                "anyOf": [
                    object(["id": text], required: ["id"]),
                    object(["email": text], required: ["email"]),
                ]
            ],
        ]
    }

    private static func object(_ properties: JSONObject, required: [JSONValue]) -> JSONValue {
        var result: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { result["required"] = .array(required) }
        return .object(result)
    }
}
