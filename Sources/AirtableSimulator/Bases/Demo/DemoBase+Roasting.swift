import AirtableAPI

/// What happens in the drum.
extension DemoBase {
    static func addRoasting(_ world: inout DemoWorld) {
        let table = "Roasts"
        world.addTable(table, "One record per batch.", views: [("This week", "calendar")])
        world.addField(table, "Batch", .autoNumber)
        world.addField(table, "Started at", .dateTime, Options.dateTime)
        world.addField(table, "Duration", .duration, Options.duration)
        world.addField(table, "Green in (kg)", .number, Options.precision(2))
        world.addField(table, "Roasted out (kg)", .number, Options.precision(2))
        world.addField(table, "Quality", .rating, Options.rating)
        world.addField(table, "Roaster", .singleCollaborator)
        world.addField(table, "Tasted by", .multipleCollaborators)
        world.addField(table, "Remarks", .multilineText)
        for number in 1...900 { addRoast(number, &world) }
        let lots = world.table("Green lots").rows.count
        world.link(
            table, "Lot", to: "Green lots", inverse: "Roasts", isSingle: true,
            targets: (0..<900).map { _ in [world.random.integer(0...(lots - 20))] })
        addComputed(&world)
    }

    private static func addRoast(_ number: Int, _ world: inout DemoWorld) {
        let started = 1_704_100_000 + number * 80_000 + world.random.integer(0...30_000)
        let green = Double(world.random.integer(250...1_500)) / 100
        var cells: JSONObject = [
            "Batch": Cell.number(number), "Started at": Cell.dateTime(started),
            "Duration": Cell.number(world.random.integer(510...840)),
            "Green in (kg)": Cell.number(green),
            "Roaster": world.random.one(of: DemoWords.users),
        ]
        if world.random.chance(0.97) {
            let loss = Double(world.random.integer(120...185)) / 1_000
            cells["Roasted out (kg)"] = Cell.number(green * (1 - loss))
        }
        if world.random.chance(0.7) {
            cells["Quality"] = Cell.number(world.random.integer(1...5))
            cells["Tasted by"] = .array(DemoWords.users.filter { _ in world.random.chance(0.4) })
        }
        if world.random.chance(0.25) {
            cells["Remarks"] = .string(world.random.one(of: DemoWords.remarks))
        }
        world.addRow("Roasts", createdAt: started + 900, cells)
    }

    private static func addComputed(_ world: inout DemoWorld) {
        world.addLookup("Roasts", "Process", link: "Lot", field: "Process")
        world.addLookup("Roasts", "Country", link: "Lot", field: "Country")
        // A batch that was not weighed yet divides by nothing sensible: Airtable shows an error.
        world.addFormula(
            "Roasts", "Loss",
            "IF({Roasted out (kg)},1-{Roasted out (kg)}/{Green in (kg)},ERROR())",
            result: Options.result("percent", Options.precision(1))
        ) { cells in
            guard cells["Roasted out (kg)"] != nil else { return ["error": "#ERROR!"] }
            let loss = 1 - cells.double("Roasted out (kg)") / cells.double("Green in (kg)")
            return .number(JSONNumber(loss))
        }
        world.addCount("Green lots", "Roast count", link: "Roasts")
        world.addRollup(
            "Green lots", "Roasted (kg)", link: "Roasts", field: "Green in (kg)",
            result: Options.result("number", Options.precision(2)), aggregate: Rollup.sum)
    }
}
