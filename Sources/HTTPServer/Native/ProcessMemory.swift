import FoundationEssentials
import Glibc

/// The memory of this process.
enum ProcessMemory {
    /// Resident bytes by `/proc/self/statm`, whose second number counts pages; nil without it.
    static var residentBytes: Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else {
            return nil
        }
        let numbers = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
