import AirtableAPI
import Synchronization

/// Where the records lie that were read before: the integer keys of their ids.
///
/// A record's row is found by its key in pages of the file that are nearly always at hand. The index over
/// ids is a fiftieth of the file: in a large base each look into it asks the system for another page.
///
/// All readers of a generation share it, without a lock. It may forget, and what it says may be another
/// record's or out of date: whoever uses a key compares the id that stands in the row.
final class KnownKeys: Sendable {
    /// Slots that one id may stand in: they lie in one line of the processor's cache.
    private static let ways = 4
    private static let lineBytes = 64
    /// Of a slot: the key; above it stands a part of the id's hash. A slot of zero is free.
    private static let keyBits: UInt64 = 48
    private static let keyMask: UInt64 = 1 << keyBits - 1

    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int

    /// - Parameter records: how many there are; at most `StorageLimits.knownKeys` are kept.
    init(records: Int) {
        let wanted = min(max(records, Self.ways) * 4 / 3, StorageLimits.knownKeys)
        var count = Self.ways
        while count < wanted { count *= 2 }
        self.count = count
        slots =
            UnsafeMutableRawPointer
            .allocate(
                byteCount: count * MemoryLayout<Atomic<UInt64>>.stride, alignment: Self.lineBytes
            )
            .bindMemory(to: Atomic<UInt64>.self, capacity: count)
        for index in 0..<count { (slots + index).initialize(to: Atomic(0)) }
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    /// The key of the record that was found under such a hash; nil for an unknown one.
    func key(_ hash: UInt64) -> Int64? {
        let row = row(hash)
        for way in 0..<Self.ways {
            let slot = slots[row + way].load(ordering: .relaxed)
            if slot != 0, (slot ^ hash) & ~Self.keyMask == 0 { return Int64(slot & Self.keyMask) }
        }
        return nil
    }

    /// Takes note of where a record lies.
    func keep(_ key: Int64, _ hash: UInt64) {
        guard key > 0, UInt64(key) <= Self.keyMask else { return }
        let row = row(hash)
        // Where all are taken, another part of the hash says which has to make way.
        var place = row + Int(hash >> 44) % Self.ways
        for way in 0..<Self.ways {
            let slot = slots[row + way].load(ordering: .relaxed)
            guard slot == 0 || (slot ^ hash) & ~Self.keyMask == 0 else { continue }
            place = row + way
            break
        }
        slots[place].store(hash & ~Self.keyMask | UInt64(key), ordering: .relaxed)
    }

    private func row(_ hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (count - 1) & ~(Self.ways - 1)
    }

    /// The hash of an id in a table of the generation; nil for what is not as long as a
    /// record's id.
    static func hash(_ id: UnsafeBufferPointer<UInt8>, table number: Int) -> UInt64? {
        let bytes = UnsafeRawBufferPointer(id)
        guard bytes.count == idBytes else { return nil }
        // All ids begin with "rec": two words behind the first byte hold what differs.
        let start = bytes.loadUnaligned(fromByteOffset: 1, as: UInt64.self)
        let end = bytes.loadUnaligned(fromByteOffset: 9, as: UInt64.self)
        let seed = UInt64(truncatingIfNeeded: number) &* SplitMix64.increment
        return SplitMix64.mixed(SplitMix64.mixed(start ^ seed) ^ end)
    }

    private static let idBytes = 17
}
