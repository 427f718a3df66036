import AirtableAPI
import FoundationEssentials
import Testing

@Suite("Webhooks on the wire")
struct WebhookWireTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("the list of webhooks comes and goes as Airtable writes it")
    func list() throws {
        let text = """
            {"id":"ach00000000000001","specification":{"options":{"filters":{"dataTypes":\
            ["tableData"],"recordChangeScope":"tbl00000000000001"}}},\
            "notificationUrl":"https://foo.com/receive-ping","areNotificationsEnabled":true,\
            "isHookEnabled":true,"cursorForNextPayload":1,\
            "lastSuccessfulNotificationTime":null,"lastNotificationResult":{"success":false,\
            "completionTimestamp":"2022-02-01T21:25:05.663Z","durationMs":2.603,"retryNumber":0,\
            "error":{"message":"The HTTP request returned a 503 status code instead of 200 or 204"},\
            "willBeRetried":true},"expirationTime":"2023-01-25T00:00:00.000Z"}
            """
        let webhooks = try Webhook.list(parsing: bytes("{\"webhooks\":[\(text)]}"))
        #expect(webhooks.count == 1)
        let webhook = webhooks[0]
        #expect(webhook.id == WebhookID("ach00000000000001"))
        #expect(webhook.specification.dataTypes == [.tableData])
        #expect(webhook.specification.recordChangeScope == "tbl00000000000001")
        #expect(webhook.expirationTime == Date(timeIntervalSince1970: 1_674_604_800))
        #expect(webhook.lastNotificationResult["durationMs"] == 2.603)
        #expect(webhook.json.text == text)
    }

    @Test("a webhook that never expires, and one that is none")
    func others() throws {
        let legacy = try Webhook.list(
            parsing: bytes(
                #"""
                {"webhooks":[{"id":"achA","cursorForNextPayload":7,"specification":{"options":
                {"filters":{"dataTypes":["tableFields"]}}}}]}
                """#))
        #expect(legacy[0].expirationTime == nil && legacy[0].notificationURL == nil)
        #expect(legacy[0].json["expirationTime"] == nil)
        for broken in ["{}", #"{"webhooks":[{}]}"#, #"{"webhooks":[{"id":"achA"}]}"#] {
            #expect(throws: WireFormatError.self) { try Webhook.list(parsing: bytes(broken)) }
        }
    }

    @Test("the answer to a creation")
    func created() throws {
        let text = """
            {"id":"ach00000000000001","macSecretBase64":"c2VjcmV0",\
            "expirationTime":"2023-01-25T00:00:00.000Z"}
            """
        let created = try CreatedWebhook(parsing: bytes(text))
        #expect(created.macSecretBase64 == "c2VjcmV0")
        #expect(created.json.text == text)
        #expect(throws: WireFormatError.self) { try CreatedWebhook(parsing: bytes("{}")) }
    }

    @Test("a specification with everything")
    func specification() throws {
        let text = """
            {"options":{"filters":{"dataTypes":["tableData","tableFields"],\
            "recordChangeScope":"tblA","changeTypes":["add","remove"],"fromSources":["client"],\
            "watchDataInFieldIds":["fldA"],"watchSchemasOfFieldIds":["fldB"]},"includes":\
            {"includePreviousCellValues":true,"includePreviousFieldDefinitions":true,\
            "includeCellValuesInFieldIds":"all"}}}
            """
        let specification = try WebhookSpecification(json: JSONValue(parsing: bytes(text)))
        #expect(specification.changeTypes == [.add, .remove])
        #expect(specification.json.text == text)
        #expect(
            WebhookSpecification.everything.json.text == """
                {"options":{"filters":{"dataTypes":["tableData","tableFields","tableMetadata"]}}}
                """)
        #expect(throws: WireFormatError.self) { try WebhookSpecification(json: [:]) }
    }

    @Test("a page of payloads: what changed, by name, and where the page stands")
    func payloads() throws {
        let page = try WebhookPayloadPage(
            parsing: bytes(
                #"""
                {"payloads":[{"timestamp":"2022-02-01T21:25:05.663Z","baseTransactionNumber":4,
                "payloadFormat":"v0","actionMetadata":{"source":"client","sourceMetadata":{"user":
                {"id":"usrA","email":"foo@bar.com","permissionLevel":"create"}}},
                "changedTablesById":{"tblA":{"changedMetadata":{"current":{"name":"B"}},
                "createdFieldsById":{"fldC":{"name":"C","type":"number"}},
                "changedFieldsById":{"fldD":{"current":{}}},"destroyedFieldIds":["fldE"],
                "createdRecordsById":{"recC":{"createdTime":"t","cellValuesByFieldId":{}}},
                "changedRecordsById":{"recD":{"current":{"cellValuesByFieldId":{"fldA":null}}}},
                "destroyedRecordIds":["recE"]}},
                "createdTablesById":{"tblB":{"metadata":{"name":"T"},"fieldsById":{},
                "recordsById":{"recT":{}}}},"destroyedTableIds":["tblC"]},
                {"error":true,"code":"INVALID_FILTERS","baseTransactionNumber":5}],
                "cursor":12,"mightHaveMore":true}
                """#))
        #expect(page.cursor == 12 && page.firstNumber == 10 && page.mightHaveMore)
        var payload = WebhookPayload(
            timestamp: "2022-02-01T21:25:05.663Z", baseTransactionNumber: 4, source: "client")
        var table = WebhookPayload.ChangedTable(id: TableID("tblA"))
        table.hasChangedMetadata = true
        table.createdFields = [FieldID("fldC")]
        table.changedFields = [FieldID("fldD")]
        table.destroyedFields = [FieldID("fldE")]
        table.createdRecords = [RecordID("recC")]
        table.changedRecords = [RecordID("recD")]
        table.destroyedRecords = [RecordID("recE")]
        table.cells = [RecordID("recC"): [:], RecordID("recD"): ["fldA": .null]]
        payload.changedTables = [table]
        payload.createdTables = [.init(id: TableID("tblB"), records: [RecordID("recT")])]
        payload.destroyedTables = [TableID("tblC")]
        #expect(page.payloads[0] == payload)
        #expect(page.payloads[1].failure == .invalidFilters)
        for code in ["INVALID_FILTERS", "INVALID_HOOK", "INTERNAL_ERROR", "NEW_ONE"] {
            #expect(WebhookPayload.Failure(code: code).code == code)
        }
        for broken in ["{}", #"{"payloads":[],"cursor":1}"#, #"{"payloads":[1]}"#] {
            #expect(throws: WireFormatError.self) {
                try WebhookPayloadPage(parsing: bytes(broken))
            }
        }
    }

    private let body = """
        {"base":{"id":"appAAAAAAAAAAAAAA"},"webhook":{"id":"achAAAAAAAAAAAAAA"},\
        "timestamp":"2022-02-01T21:25:05.663Z"}
        """

    @Test("a notification names base, webhook and time")
    func notification() throws {
        let notification = try WebhookNotification(parsing: bytes(body))
        #expect(notification.base == BaseID("appAAAAAAAAAAAAAA"))
        #expect(notification.webhook == WebhookID("achAAAAAAAAAAAAAA"))
        #expect(notification.json.text == body)
        #expect(throws: WireFormatError.self) { try WebhookNotification(parsing: bytes("{}")) }
    }

    /// Computed by `openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef`.
    private let digest = "a4a2d90faa3c82d8bfddcf177e47609dad69a073d4ae881a73c0b74ee656e158"

    @Test("a signature is HMAC-SHA256 of the body by the decoded secret, in lower-case hex")
    func signature() throws {
        let secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
        let signature = try #require(WebhookSignature(macSecretBase64: secret))
        #expect(signature.text(for: bytes(body)) == "hmac-sha256=" + digest)
        #expect(signature.isValid("hmac-sha256=" + digest, for: bytes(body)))
        #expect(!signature.isValid("hmac-sha256=" + digest, for: bytes(body + " ")))
        for wrong in [
            digest, "sha256=" + digest, "hmac-sha256=", "hmac-sha256=" + digest.dropLast(),
            "hmac-sha256=" + digest + "0", "hmac-sha256=b" + digest.dropFirst(),
            "hmac-sha256=x" + digest.dropFirst(), "",
        ] {
            #expect(!signature.isValid(wrong, for: bytes(body)), "\(wrong)")
        }
        let other = try #require(WebhookSignature(macSecretBase64: "c2VjcmV0"))
        #expect(!other.isValid("hmac-sha256=" + digest, for: bytes(body)))
        #expect(WebhookSignature(macSecretBase64: "no base 64!") == nil)
        #expect(WebhookSignature(macSecretBase64: "") == nil)
    }

    @Test("times with and without fractions of a second")
    func times() {
        #expect(
            WireTime.date("2022-02-01T21:25:05Z") == Date(timeIntervalSince1970: 1_643_750_705))
        #expect(WireTime.date("2022-02-01T21:25:05.663Z") != nil)
        #expect(WireTime.date("yesterday") == nil)
        for millisecond in 0...999 {
            let digits = String(String(1_000 + millisecond).dropFirst())
            let text = "2026-02-01T21:25:05.\(digits)Z"
            #expect(WireTime.date(text).map { WireTime.text($0) } == text)
        }
        #expect(
            WireTime.text(Date(timeIntervalSince1970: 1_643_750_705))
                == "2022-02-01T21:25:05.000Z")
    }
}
