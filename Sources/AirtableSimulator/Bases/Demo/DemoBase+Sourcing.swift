import AirtableAPI

/// Growers and the green coffee that is bought from them.
extension DemoBase {
    static func addSourcing(_ world: inout DemoWorld) {
        addGrowers(&world)
        addLots(&world)
        let growerCount = world.table("Growers").rows.count
        // The last few growers have not sold anything yet.
        let targets = world.table("Green lots").rows.map { _ in
            [world.random.integer(0...(growerCount - 6))]
        }
        world.link(
            "Green lots", "Grower", to: "Growers", inverse: "Lots", isSingle: true, targets: targets
        )
        addComputed(&world)
    }

    private static func addGrowers(_ world: inout DemoWorld) {
        let table = "Growers"
        world.addTable(
            table, "Farms, stations and cooperatives we buy from.",
            views: [("By country", "kanban"), ("Only active", "grid")])
        world.addField(table, "Name", .singleLineText)
        world.addChoices(table, "Country", DemoWords.growers.map(\.country))
        world.addChoices(table, "Certificates", certificates, isMultiple: true)
        world.addField(table, "E-mail", .email)
        world.addField(table, "Phone", .phoneNumber)
        world.addField(table, "Website", .url)
        world.addField(table, "Altitude (m)", .number, Options.precision(0))
        world.addField(table, "Story", .richText, description: "For the shop and the labels.")
        world.addField(table, "Active", .checkbox, Options.checkbox)
        world.addField(table, "Photos", .multipleAttachments, Options.attachments)
        world.addField(table, "Partner since", .date, Options.date)
        for (country, names) in DemoWords.growers {
            for name in names + names.map({ "\($0) II" }) {
                addGrower(name, country, &world)
            }
        }
        world.addAuthorship(table)
    }

    private static let certificates = ["Organic", "Fairtrade", "Rainforest", "Direct trade 🤝"]

    private static func addGrower(
        _ name: String, _ country: String, _ world: inout DemoWorld
    ) {
        let number = world.table("Growers").rows.count + 1
        let created = 1_640_000_000 + world.random.integer(0...50_000_000)
        var cells: JSONObject = [
            "Name": .string(name), "Country": .string(country),
            "Certificates": Cell.some(of: certificates, 0.35, &world.random),
            "E-mail": .string("hello\(number)@growers.example"),
            "Altitude (m)": Cell.number(world.random.integer(900...2_300)),
            "Story": .string(
                "## \(name)\n\n\(DemoWords.story(world.random.integer(2...9), &world.random))\n"),
            "Active": .bool(world.random.chance(0.85)),
            "Partner since": Cell.date(created - world.random.integer(0...200_000_000)),
        ]
        if world.random.chance(0.6) { cells["Phone"] = .string("+251 11 555 \(1_000 + number)") }
        if world.random.chance(0.5) {
            cells["Website"] = .string("https://grower-\(number).example/\(country.lowercased())")
        }
        if world.random.chance(0.4) {
            cells["Photos"] = [
                Cell.attachment(
                    "harvest \(number).jpg", type: "image/jpeg", isImage: true, &world.random)
            ]
        }
        world.addRow("Growers", createdAt: created, cells)
    }

    private static func addLots(_ world: inout DemoWorld) {
        let table = "Green lots"
        world.addTable(
            table, "Green coffee, one record per lot.", views: [("Arrivals", "calendar")])
        world.addField(table, "Code", .singleLineText)
        world.addChoices(table, "Process", processes)
        world.addField(table, "Harvested", .date, Options.date)
        world.addField(table, "Weight (kg)", .number, Options.precision(1))
        world.addField(table, "Price per kg", .currency, Options.currency("€"))
        world.addField(table, "Score", .number, Options.precision(2))
        world.addField(table, "Moisture", .percent, Options.precision(1))
        world.addField(table, "Sack label", .barcode)
        world.addField(table, "Documents", .multipleAttachments, Options.attachments)
        for number in 1...260 { addLot(number, &world) }
    }

    private static let processes = ["Washed", "Natural", "Honey", "Anaerobic", "Wet-hulled"]

    private static func addLot(_ number: Int, _ world: inout DemoWorld) {
        let created = 1_690_000_000 + number * 280_000
        let code = "KK-\(2_300 + number)"
        var cells: JSONObject = [
            "Code": .string(code), "Process": .string(world.random.one(of: processes)),
            "Harvested": Cell.date(created - 12_000_000),
            "Weight (kg)": Cell.number(Double(world.random.integer(300...12_000)) / 10),
            "Price per kg": Cell.number(Double(world.random.integer(480...2_400)) / 100),
            "Sack label": ["text": .string("40\(71_000_000_000 + number * 37)"), "type": "ean13"],
        ]
        if world.random.chance(0.8) {
            cells["Score"] = Cell.number(Double(world.random.integer(8_000...9_150)) / 100)
        }
        if world.random.chance(0.7) {
            cells["Moisture"] = .number(
                JSONNumber(Double(world.random.integer(90...125)) / 1_000))
        }
        if world.random.chance(0.3) {
            cells["Documents"] = [
                Cell.attachment(
                    "\(code) contract.pdf", type: "application/pdf", isImage: false, &world.random)
            ]
        }
        world.addRow("Green lots", createdAt: created, cells)
    }

    private static func addComputed(_ world: inout DemoWorld) {
        let money = Options.result("currency", Options.currency("€"))
        world.addLookup("Green lots", "Country", link: "Grower", field: "Country")
        world.addFormula(
            "Green lots", "Cost", "ROUND({Weight (kg)}*{Price per kg},2)", result: money
        ) { Cell.number($0.double("Weight (kg)") * $0.double("Price per kg")) }
        world.addCount("Growers", "Lot count", link: "Lots")
        world.addRollup(
            "Growers", "Bought for", link: "Lots", field: "Cost", result: money,
            aggregate: Rollup.sum)
        world.addRollup(
            "Growers", "Average score", link: "Lots", field: "Score",
            result: Options.result("number", Options.precision(2)), aggregate: Rollup.average)
    }
}
