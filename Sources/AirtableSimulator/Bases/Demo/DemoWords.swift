import AirtableAPI

/// The words that the sample base is made of. All people and companies are invented.
enum DemoWords {
    static let users: [JSONValue] = [
        user("usrKiteAnouk00001", "anouk@kite-kettle.example", "Anouk Vermeer"),
        user("usrKiteTariq00002", "tariq@kite-kettle.example", "Tariq Haddad"),
        user("usrKiteMilos00003", "milos@kite-kettle.example", "Miloš Petrović"),
        user("usrKiteYuki000004", "yuki@kite-kettle.example", "由紀 Tanaka"),
        user("usrKiteSofia00005", "sofia@kite-kettle.example", "Σοφία Λάμπρου"),
    ]

    private static func user(_ id: String, _ email: String, _ name: String) -> JSONValue {
        ["id": .string(id), "email": .string(email), "name": .string(name)]
    }

    /// Growers by country.
    static let growers: [(country: String, names: [String])] = [
        ("Ethiopia", ["Guji ሀምሌ Cooperative", "Chelbesa ቸልበሳ", "Worka Sakaro", "Bensa Station"]),
        ("Colombia", ["Finca El Mirador", "La Peña Azul", "Hacienda Ñoquí", "Grupo San José"]),
        ("Kenya", ["Kiambara Mill", "Gatina Factory", "Mugaya AA", "Thageini Union"]),
        ("Yemen", ["مزارع حراز", "بيت الياسمين", "وادي البن", "Haraaz Terraces"]),
        ("China", ["云南山谷农场", "普洱咖啡庄园", "保山高地", "Menglian Hills"]),
        ("Brazil", ["Fazenda Três Irmãs", "Sítio São João", "Fazenda Coração", "Serra Clara"]),
        ("Indonesia", ["Koperasi Gayo", "Kintamani Subak", "Toraja Sapan", "Flores Bajawa"]),
        ("Guatemala", ["Finca La Niña", "Los Cedros", "Huehue Alto", "El Injerto Viejo"]),
        ("India", ["बाबा बुदन एस्टेट", "कुर्ग एस्टेट", "Attikan Ridge", "Araku साथी"]),
        ("Rwanda", ["Gisuma Hill", "Nyungwe Station", "Kopakama Women", "Rwamatamu"]),
    ]

    static let firstNames = [
        "Lena", "Jonas", "Марія", "Иван", "Ελένη", "Νίκος", "小明", "美咲", "민준", "فاطمة",
        "يوسف", "Zoë", "José", "Łukasz", "Ngọc", "Aoife", "Søren", "Gül", "Tamar", "अनिका",
    ]
    static let lastNames = [
        "Müller", "O’Brien", "Ковальчук", "Соколов", "Παπαδοπούλου", "王", "佐藤", "김",
        "الخطيب", "García-Núñez", "Wójcik", "Nguyễn", "Ødegård", "Yılmaz", "შენგელია", "शर्मा",
    ]
    static let companies = [
        "Café Morgenrot", "Brot & Bohne", "The Tin Cup ☕️", "Кафе «Лис»", "Ο Μύλος", "茶咖小馆",
        "مقهى القمر", "Bar Nuvola", "Kiosk 27", "Office Beans GmbH", "Hotel Zur Linde", "喫茶ひばり",
    ]
    static let cities = [
        "Berlin", "Kraków", "Αθήνα", "Київ", "København", "Zürich", "İstanbul", "Lisboa", "Wien",
        "Tbilisi", "Málaga", "Gent",
    ]
    static let flavours = [
        "jasmine", "bergamot", "milk chocolate", "blackcurrant", "hazelnut", "mango",
        "crème brûlée",
        "plum", "honey", "rose", "cacao nibs", "mandarin 🍊",
    ]
    static let products = [
        "Kite String Espresso", "Kettle Blend", "Morning Ferry", "Night Train", "Sail Away Decaf",
        "Lighthouse Filter", "Paper Boat", "Thermals", "Salt & Smoke", "Harbour Fog", "Gull Song",
        "Summer Solstice ☀️", "Winter Hearth ❄️", "Blue Hour", "Postcard", "Long Walk",
    ]
    static let roles = ["Roaster", "Barista trainer", "Packing", "Sales", "Quality", "Office"]
    static let machines = [
        "Drum roaster 15 kg", "Drum roaster 5 kg", "Sample roaster", "Destoner", "Colour sorter",
        "Bag sealer", "Label printer", "Cupping grinder", "Moisture meter", "Forklift",
    ]
    static let remarks = [
        "First crack came early; dropped the gas.", "Sweet and clean on the table.",
        "Slightly baked, try a shorter finish.", "Best one of the week 🎉",
        "Smoke alarm test during roast.",
        "Chaff collector was full.", "Matches the profile exactly.", "再テスト必要",
        "Повторить в четверг.",
    ]
    static let sentences = [
        "The farm lies between 1,800 and 2,100 metres and has been in the family for four generations.",
        "Cherries are picked by hand in several passes and sorted again before they are pulped.",
        "We met at a fair, drank far too many cups, and have bought from each other ever since.",
        "The new drying beds, paid for in advance by three roasteries, halved the losses to rain.",
        "Harvest begins after the long rains; the last lots leave the port in early summer.",
        "Every lot is cupped three times: at origin, on arrival, and after a month of rest.",
        "Shade comes from acacia, banana and old fruit trees, which also feed the goats.",
    ]

    /// A text of several paragraphs.
    static func story(_ count: Int, _ random: inout SeededGenerator) -> String {
        (0..<count).map { index in
            let sentence = random.one(of: sentences)
            return index % 4 == 3 ? sentence + "\n\n" : sentence
        }.joined(separator: " ")
    }
}

/// Short ways to make cells.
enum Cell {
    static func number(_ value: Double) -> JSONValue { .number(JSONNumber(Rollup.rounded(value))) }
    static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
    static func date(_ epochSeconds: Int) -> JSONValue {
        .string(AirtableTime.dateText(epochDays: epochSeconds / 86_400))
    }
    static func dateTime(_ epochSeconds: Int) -> JSONValue {
        .string(AirtableTime.text(epochSeconds: epochSeconds))
    }
    static func texts(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    /// Some of several texts, in their order.
    static func some(
        of values: [String], _ probability: Double, _ random: inout SeededGenerator
    ) -> JSONValue {
        texts(values.filter { _ in random.chance(probability) })
    }

    static func attachment(
        _ filename: String, type: String, isImage: Bool, _ random: inout SeededGenerator
    ) -> JSONValue {
        let id = random.identifier(AttachmentID.prefix)
        let url = "https://attachments.kite-kettle.example/\(id)"
        var object: JSONObject = [
            "id": .string(id), "url": .string("\(url)/\(QueryString.encode(filename))"),
            "filename": .string(filename), "size": number(random.integer(9_000...4_000_000)),
            "type": .string(type),
        ]
        if isImage {
            object["width"] = 1_600
            object["height"] = 1_200
            object["thumbnails"] = [
                "small": ["url": .string("\(url)/small"), "width": 48, "height": 36],
                "large": ["url": .string("\(url)/large"), "width": 682, "height": 512],
                "full": ["url": .string("\(url)/full"), "width": 3_000, "height": 3_000],
            ]
        }
        return .object(object)
    }
}
