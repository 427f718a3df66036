import AirtableAPI

/// Customers and what they order.
extension DemoBase {
    static let customerCount = 420
    static let orderCount = 850

    static func addSales(_ world: inout DemoWorld) {
        addCustomers(&world)
        addOrders(&world)
        addLines(&world)
        addComputed(&world)
        world.addAuthorship("Customers")
        world.addAuthorship("Orders")
    }

    private static func addCustomers(_ world: inout DemoWorld) {
        let table = "Customers"
        world.addTable(
            table, "People and cafés.", views: [("Wholesale", "grid"), ("Sign-up", "form")])
        world.addField(table, "Name", .singleLineText)
        world.addField(table, "Company", .singleLineText)
        world.addField(table, "E-mail", .email)
        world.addField(table, "Phone", .phoneNumber)
        world.addField(table, "City", .singleLineText)
        world.addChoices(table, "Kind", ["Private", "Café", "Office", "Shop"])
        world.addChoices(
            table, "Tags", ["newsletter", "wholesale", "bicycle delivery 🚲", "slow payer"],
            isMultiple: true)
        world.addField(table, "Discount", .percent, Options.precision(1))
        world.addField(table, "Notes", .multilineText)
        world.addField(table, "VIP", .checkbox, Options.checkbox)
        for number in 0..<customerCount { addCustomer(number, &world) }
    }

    private static func addCustomer(_ number: Int, _ world: inout DemoWorld) {
        let first = world.random.one(of: DemoWords.firstNames)
        let isCompany = number % 4 == 0
        var cells: JSONObject = [
            "Name": .string("\(first) \(world.random.one(of: DemoWords.lastNames))"),
            "E-mail": .string("customer\(number)@mail.example"),
            "City": .string(world.random.one(of: DemoWords.cities)),
            "Kind": .string(
                isCompany ? world.random.one(of: ["Café", "Office", "Shop"]) : "Private"),
            "Tags": Cell.some(
                of: ["newsletter", "wholesale", "bicycle delivery 🚲", "slow payer"], 0.2,
                &world.random),
            "VIP": .bool(world.random.chance(0.08)),
        ]
        if isCompany { cells["Company"] = .string(world.random.one(of: DemoWords.companies)) }
        if number % 3 == 0 { cells["Phone"] = .string("+49 30 555\(10_000 + number)") }
        if isCompany { cells["Discount"] = .number(JSONNumber(0.025 * Double(1 + number % 6))) }
        if number % 10 == 0 {
            let length = number % 100 == 0 ? 120 : 3
            cells["Notes"] = .string(DemoWords.story(length, &world.random))
        }
        world.addRow("Customers", createdAt: 1_691_000_000 + number * 180_000, cells)
    }

    private static func addOrders(_ world: inout DemoWorld) {
        let table = "Orders"
        world.addTable(table, "One record per order.", views: [("Board", "kanban")])
        world.addField(table, "Number", .autoNumber)
        world.addField(table, "Ordered at", .dateTime, Options.dateTime)
        world.addChoices(table, "Status", ["New", "Packed", "Shipped", "Delivered", "Cancelled"])
        world.addField(table, "Paid", .checkbox, Options.checkbox)
        world.addField(table, "Ship by", .date, Options.date)
        world.addField(table, "Handled by", .multipleCollaborators)
        world.addField(table, "Message", .multilineText)
        for number in 1...orderCount {
            let ordered = 1_705_000_000 + number * 85_000 + world.random.integer(0...40_000)
            let states = ["New", "Packed", "Shipped", "Delivered", "Delivered", "Cancelled"]
            var cells: JSONObject = [
                "Number": Cell.number(number), "Ordered at": Cell.dateTime(ordered),
                "Status": .string(world.random.one(of: states)),
                "Paid": .bool(world.random.chance(0.8)),
                "Handled by": .array(DemoWords.users.filter { _ in world.random.chance(0.25) }),
            ]
            if number % 3 != 0 { cells["Ship by"] = Cell.date(ordered + 259_200) }
            if number % 12 == 0 { cells["Message"] = "Happy birthday! 🎂\nС днём рождения!\n生日快乐" }
            world.addRow(table, createdAt: ordered, cells)
        }
        // Every tenth customer has never ordered.
        world.link(
            table, "Customer", to: "Customers", inverse: "Orders", isSingle: true,
            targets: (0..<orderCount).map { _ in
                let customer = world.random.integer(0...(customerCount - 1))
                return [customer % 10 == 9 ? customer - 1 : customer]
            })
    }

    private static func addLines(_ world: inout DemoWorld) {
        let table = "Order lines"
        world.addTable(table, "What is in an order.")
        world.addField(table, "Line", .autoNumber)
        world.addField(table, "Quantity", .number, Options.precision(0))
        world.addField(table, "Grind", .singleSelect, world.builder.choices(grinds))
        var orders: [[Int]] = []
        for order in 0..<orderCount {
            for _ in 0..<world.random.integer(1...3) { orders.append([order]) }
        }
        for line in orders.indices {
            var cells: JSONObject = [
                "Line": Cell.number(line + 1),
                "Quantity": Cell.number(world.random.integer(1...12)),
            ]
            if line % 2 == 0 { cells["Grind"] = .string(world.random.one(of: grinds)) }
            world.addRow(table, createdAt: 1_705_000_000 + line * 42_000, cells)
        }
        world.link(
            table, "Order", to: "Orders", inverse: "Lines", isSingle: true, targets: orders)
        world.link(
            table, "Product", to: "Products", inverse: "Order lines", isSingle: true,
            targets: orders.map { _ in [world.random.integer(0...46)] })
    }

    private static let grinds = ["Whole beans", "Espresso", "Filter", "French press"]

    private static func addComputed(_ world: inout DemoWorld) {
        let money = Options.result("currency", Options.currency("€"))
        world.addLookup("Order lines", "Unit price", link: "Product", field: "Price")
        world.addFormula(
            "Order lines", "Amount", "ROUND({Quantity}*{Unit price},2)", result: money
        ) { Cell.number($0.double("Quantity") * $0.double("Unit price")) }
        world.addRollup(
            "Orders", "Total", link: "Lines", field: "Amount", result: money, aggregate: Rollup.sum)
        world.addCount("Orders", "Line count", link: "Lines")
        world.addLookup("Orders", "Customer e-mail", link: "Customer", field: "E-mail")
        world.addLookup("Orders", "Discount", link: "Customer", field: "Discount")
        world.addFormula(
            "Orders", "To pay", "ROUND({Total}*(1-{Discount}),2)", result: money
        ) { Cell.number($0.double("Total") * (1 - $0.double("Discount"))) }
        world.addRollup(
            "Customers", "Revenue", link: "Orders", field: "To pay", result: money,
            aggregate: Rollup.sum)
        world.addRollup(
            "Customers", "Last order", link: "Orders", field: "Ordered at",
            result: Options.result("dateTime", Options.dateTime), aggregate: Rollup.latest)
        world.addCount("Customers", "Order count", link: "Orders")
        world.addRollup(
            "Products", "Sold", link: "Order lines", field: "Quantity",
            result: Options.result("number", Options.precision(0)), aggregate: Rollup.sum)
        world.addFormula(
            "Customers", "Salutation", "\"Dear \"&{Name}&IF({VIP},\" ⭐️\",\"\")",
            result: Options.result("singleLineText")
        ) { .string("Dear " + $0.text("Name") + ($0["VIP"] == true ? " ⭐️" : "")) }
    }
}
