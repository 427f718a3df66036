import AirtableAPI

/// What is sold.
extension DemoBase {
    static func addProducts(_ world: inout DemoWorld) {
        let table = "Products"
        world.addTable(table, "Every bag we sell.", views: [("Shop", "gallery")])
        world.addField(table, "Name", .singleLineText)
        world.addChoices(table, "Category", ["Espresso", "Filter", "Decaf", "Limited"])
        world.addField(table, "Price", .currency, Options.currency("€"))
        world.addField(table, "Bag (g)", .number, Options.precision(0))
        world.addField(table, "VAT", .percent, Options.precision(0))
        world.addChoices(table, "Tastes of", DemoWords.flavours, isMultiple: true)
        world.addField(table, "EAN", .barcode)
        world.addField(table, "Description", .richText)
        world.addField(table, "Pictures", .multipleAttachments, Options.attachments)
        world.addField(table, "On sale", .checkbox, Options.checkbox)
        world.addField(table, "Open in shop", .button)
        for number in 0..<48 { addProduct(number, &world) }
        let lots = world.table("Green lots").rows.count
        world.link(
            table, "Made from", to: "Green lots", inverse: "Products",
            targets: (0..<48).map { number in
                number % 11 == 10 ? [] : [number * 5 % lots, (number * 5 + 3) % lots]
            })
        world.addLookup(table, "Origins", link: "Made from", field: "Country")
        world.addFormula(
            table, "Price per kg", "ROUND({Price}/{Bag (g)}*1000,2)",
            result: Options.result("currency", Options.currency("€"))
        ) { Cell.number($0.double("Price") / $0.double("Bag (g)") * 1_000) }
    }

    private static func addProduct(_ number: Int, _ world: inout DemoWorld) {
        let size = [250, 500, 1_000][number / 16]
        let name = "\(DemoWords.products[number % 16]) \(size) g"
        let category = ["Espresso", "Filter", "Filter", "Decaf", "Limited"][number % 5]
        var cells: JSONObject = [
            "Name": .string(name), "Category": .string(category),
            "Price": Cell.number(Double(size * world.random.integer(32...58)) / 1_000 + 0.9),
            "Bag (g)": Cell.number(size), "VAT": .number(JSONNumber(0.07)),
            "Tastes of": Cell.some(of: DemoWords.flavours, 0.25, &world.random),
            "EAN": ["text": .string("40\(81_230_000_000 + number * 7_919)"), "type": "ean13"],
            "On sale": .bool(number % 9 != 8),
            "Open in shop": [
                "label": "Open 🛒", "url": .string("https://shop.kite-kettle.example/p/\(number)"),
            ],
        ]
        if number % 4 != 3 {
            cells["Description"] = .string(
                "**\(name)**\n\n- \(world.random.one(of: DemoWords.flavours))\n- "
                    + "\(world.random.one(of: DemoWords.flavours))\n\n"
                    + DemoWords.story(2, &world.random) + "\n")
        }
        if number % 3 == 0 {
            cells["Pictures"] = .array(
                (1...2).map {
                    Cell.attachment(
                        "bag-\(number)-\($0).webp", type: "image/webp", isImage: true,
                        &world.random)
                })
        }
        world.addRow("Products", createdAt: 1_690_500_000 + number * 86_400, cells)
    }
}
