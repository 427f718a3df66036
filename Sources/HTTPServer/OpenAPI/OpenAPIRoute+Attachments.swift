import AirtableAPI

extension OpenAPIRoute {
    /// Files, and what describes them. A signature opens files where there is no token.
    static let attachments: [OpenAPIRoute] = [
        file(
            "/attachments/{attachment}/{filename}", "getFile", "A file by its permanent address",
            [attachment, filename]),
        file(
            "/attachments/{attachment}/{size}/{filename}", "getThumbnail", "A thumbnail",
            [
                attachment, OpenAPIParts.path("size", "`small`, `large` or `full`."), filename,
            ]),
        OpenAPIRoute(
            .attachments, "/api/attachments/{table}", "listAttachments",
            "The attachments of a table, page by page", isPerBase: true,
            parameters: [
                OpenAPIParts.table,
                OpenAPIParts.query(
                    "page", "The page's number.", ["type": "integer", "minimum": 1]),
                OpenAPIParts.number("pageSize", "Attachments in a page; 100 if not given."),
            ]),
        OpenAPIRoute(
            .attachments, "/api/attachments/{table}/{record}", "listRecordAttachments",
            "The attachments of a record", isPerBase: true,
            parameters: [OpenAPIParts.table, OpenAPIParts.record]),
        OpenAPIRoute(
            .attachments, "/api/attachments/{table}/{record}/{field}", "listCellAttachments",
            "The attachments of a cell", isPerBase: true,
            parameters: [OpenAPIParts.table, OpenAPIParts.record, field]),
        file(
            "/api/attachments/{table}/{record}/{field}/{filename}", "getCellFile",
            "A file by where it is",
            [
                OpenAPIParts.table, OpenAPIParts.record, field, filename,
                OpenAPIParts.query("id", "Which of several files of one name.", ["type": "string"]),
                OpenAPIParts.query(
                    "size", "A thumbnail.",
                    ["type": "string", "enum": ["small", "large", "full"]]),
            ], isPerBase: true),
    ]

    private static let attachment = OpenAPIParts.path("attachment", "The attachment's id.")
    private static let filename = OpenAPIParts.path("filename", "The file's name.")
    private static let field = OpenAPIParts.path("field", "The field's id, name or key.")

    private static func file(
        _ pattern: String, _ operationID: String, _ summary: String, _ parameters: [JSONValue],
        isPerBase: Bool = false
    ) -> OpenAPIRoute {
        OpenAPIRoute(
            .attachments, pattern, operationID, summary, isPerBase: isPerBase,
            parameters: parameters + [
                OpenAPIParts.query(
                    "signature", "As addresses in records have it.", ["type": "string"])
            ], mediaType: "*/*", schema: ["type": "string", "format": "binary"])
    }
}
