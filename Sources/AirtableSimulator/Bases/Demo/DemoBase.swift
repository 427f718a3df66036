/// The sample base: a small coffee roastery with its growers, lots, roasts, customers and orders.
///
/// Invented throughout. It has every common field type, links both ways, computed cells that agree
/// with what they are computed from, empty cells, long texts and names in many scripts.
public enum DemoBase {
    /// Makes the base: ten tables and about 4,400 records, the same for the same seed.
    public static func make(seed: UInt64 = 1) -> SimulatedBase {
        var world = DemoWorld(seed: seed)
        addSourcing(&world)
        addWorkshop(&world)
        addRoasting(&world)
        addProducts(&world)
        addSales(&world)
        return world.base(name: "Kite & Kettle Coffee Roasters", seed: seed)
    }
}
