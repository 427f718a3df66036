import AirtableAPI
import FoundationEssentials
import Storage
import Testing

@Suite("The log of calls in a data folder")
struct CallLogFilesTests {
    @Test("is one for all who open it, and lent to one at a time")
    func sharing() throws {
        let folder = try TemporaryFolder()
        let base = BaseID("appAAAAAAAAAAAAAA")
        let one = CallLogFiles(folder: DataFolder(path: folder.path))
        let other = CallLogFiles(folder: DataFolder(path: folder.path))
        var seen: [[UInt8]] = []
        var isLentTwice = true
        let isFirst = one.lend(base) { $0 = [1, 2, 3] }
        let isSecond = other.lend(base) { bytes in
            seen.append(bytes)
            isLentTwice = one.lend(base) { _ in }
            bytes = [4]
        }
        let isThird = one.lend(base) { seen.append($0) }
        #expect(isFirst && isSecond && isThird && !isLentTwice)
        #expect(seen == [[1, 2, 3], [4]])
    }

    @Test("does without a file where none can be made")
    func withoutFile() {
        let files = CallLogFiles(folder: DataFolder(path: "/nonexistent/folder"))
        var seen: [UInt8]?
        let isDone = files.lend(BaseID("appAAAAAAAAAAAAAA")) { seen = $0 }
        #expect(isDone)
        #expect(seen == [])
    }
}
