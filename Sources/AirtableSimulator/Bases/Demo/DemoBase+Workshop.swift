import AirtableAPI

/// The people, the machines, and what is done to keep those running.
extension DemoBase {
    static func addWorkshop(_ world: inout DemoWorld) {
        addStaff(&world)
        addEquipment(&world)
        addMaintenance(&world)
        let jobs = world.table("Maintenance").rows.count
        let machines = world.table("Equipment").rows.count
        let people = world.table("Staff").rows.count
        world.link(
            "Maintenance", "Machine", to: "Equipment", inverse: "Maintenance", isSingle: true,
            targets: (0..<jobs).map { [$0 * 7 % machines] })
        world.link(
            "Maintenance", "Done by", to: "Staff", inverse: "Repairs",
            targets: (0..<jobs).map {
                $0 % 9 == 0 ? [] : Array(Set([$0 % people, $0 / 3 % people])).sorted()
            })
        let duration = Options.result("duration", Options.duration)
        world.addRollup(
            "Equipment", "Downtime", link: "Maintenance", field: "Time needed", result: duration,
            aggregate: Rollup.sum)
        world.addRollup(
            "Equipment", "Last serviced", link: "Maintenance", field: "Date",
            result: Options.result("date", Options.date), aggregate: Rollup.latest)
        world.addCount("Staff", "Repair count", link: "Repairs")
    }

    private static func addStaff(_ world: inout DemoWorld) {
        let table = "Staff"
        world.addTable(table, "Everybody who works here.")
        world.addField(table, "Name", .singleLineText)
        world.addChoices(table, "Role", DemoWords.roles)
        world.addField(table, "Account", .singleCollaborator)
        world.addField(table, "Phone", .phoneNumber)
        world.addField(table, "Started", .date, Options.date)
        world.addField(table, "Weekly hours", .duration, Options.duration)
        world.addField(table, "Portrait", .multipleAttachments, Options.attachments)
        world.addField(table, "About", .multilineText)
        for number in 0..<16 {
            let first = world.random.one(of: DemoWords.firstNames)
            let name = "\(first) \(world.random.one(of: DemoWords.lastNames))"
            var cells: JSONObject = [
                "Name": .string(name), "Role": .string(DemoWords.roles[number % 6]),
                "Started": Cell.date(1_500_000_000 + number * 14_000_000),
                "Weekly hours": Cell.number(3_600 * world.random.integer(8...40)),
            ]
            if number < DemoWords.users.count { cells["Account"] = DemoWords.users[number] }
            if number % 3 == 0 { cells["Phone"] = .string("+49 30 5550\(100 + number)") }
            if number % 4 == 1 {
                cells["About"] = .string(DemoWords.story(3, &world.random))
                cells["Portrait"] = [
                    Cell.attachment(
                        "\(name).png", type: "image/png", isImage: true, &world.random)
                ]
            }
            world.addRow(table, createdAt: 1_680_000_000 + number * 1_000, cells)
        }
    }

    private static func addEquipment(_ world: inout DemoWorld) {
        let table = "Equipment"
        world.addTable(table, "Machines and tools.")
        world.addField(table, "Name", .singleLineText)
        world.addField(table, "Serial", .barcode)
        world.addField(table, "Bought", .date, Options.date)
        world.addField(table, "Price", .currency, Options.currency("€"))
        world.addField(table, "Manual", .url)
        world.addField(table, "Service every", .duration, Options.duration)
        world.addField(table, "In use", .checkbox, Options.checkbox)
        for number in 0..<22 {
            var cells: JSONObject = [
                "Name": .string("\(DemoWords.machines[number % 10]) #\(number / 10 + 1)"),
                "Serial": ["text": .string("SN-\(880_000 + number * 31)")],
                "Bought": Cell.date(1_520_000_000 + number * 9_000_000),
                "Price": Cell.number(Double(world.random.integer(12_000...4_500_000)) / 100),
                "In use": .bool(number % 7 != 6),
            ]
            if number % 2 == 0 {
                cells["Manual"] = .string("https://manuals.example/\(number)?lang=de&v=2")
                cells["Service every"] = Cell.number(3_600 * 24 * 30 * (1 + number % 4))
            }
            world.addRow(table, createdAt: 1_681_000_000 + number * 1_000, cells)
        }
    }

    private static func addMaintenance(_ world: inout DemoWorld) {
        let table = "Maintenance"
        world.addTable(table, "Cleaning, service, repairs.", views: [("Schedule", "timeline")])
        world.addField(table, "Number", .autoNumber)
        world.addField(table, "Date", .date, Options.date)
        world.addChoices(table, "Kind", ["Cleaning", "Service", "Repair"])
        world.addField(table, "Time needed", .duration, Options.duration)
        world.addField(table, "Cost", .currency, Options.currency("€"))
        world.addField(table, "Report", .multilineText)
        world.addField(table, "Fixed", .checkbox, Options.checkbox)
        for number in 1...160 {
            let created = 1_700_000_000 + number * 430_000
            var cells: JSONObject = [
                "Number": Cell.number(number), "Date": Cell.date(created),
                "Kind": .string(world.random.one(of: ["Cleaning", "Service", "Repair"])),
                "Time needed": Cell.number(300 * world.random.integer(1...60)),
                "Fixed": .bool(world.random.chance(0.9)),
            ]
            if number % 3 != 0 {
                cells["Cost"] = Cell.number(Double(world.random.integer(0...90_000)) / 100)
            }
            if number % 5 == 0 { cells["Report"] = .string(DemoWords.story(4, &world.random)) }
            world.addRow(table, createdAt: created, cells)
        }
    }
}
