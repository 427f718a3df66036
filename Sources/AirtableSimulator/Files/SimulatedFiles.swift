public import AirtableAPI
import FoundationEssentials
import Synchronization

/// The files behind attachments: addresses that expire, contents, and downloads that go wrong.
///
/// Until `settings` are given, the addresses in cells stay as they are and lead nowhere. With them
/// every answer carries addresses that are new with each reading and good for a while, as Airtable's
/// are. Contents follow from an attachment's id and size unless a test gave others.
public final class SimulatedFiles: Sendable {
    public struct Settings: Sendable, Hashable {
        /// Scheme, host and port of addresses; a `SimulatorServer` puts its own in place of the
        /// default.
        public var origin: String
        /// How long an address is good after it was read.
        public var lifetime: Duration

        public init(
            origin: String = SimulatedFiles.airtable,
            lifetime: Duration = AirtableLimits.attachmentURLLifetime
        ) {
            self.origin = origin
            self.lifetime = lifetime
        }
    }

    /// What was downloaded so far.
    public struct Counts: Sendable, Hashable {
        public var requests = 0
        /// Requests that were answered with the whole file.
        public var downloads: [String: Int] = [:]
        public var bytes = 0
        public var faults: [FileFault: Int] = [:]

        public init() {}
    }

    /// Airtable's own host of files.
    public static let airtable = "https://v5.airtableusercontent.com"

    struct State {
        var settings: Settings?
        var contents: [String: [UInt8]] = [:]
        var vanished: Set<AttachmentID> = []
        var faults = FileFaultDice(plan: .none)
        var counts = Counts()
    }

    let wallNow: @Sendable () -> Date
    let state = Mutex(State())

    init(wallNow: @escaping @Sendable () -> Date) {
        self.wallNow = wallNow
    }

    public var settings: Settings? {
        get { state.withLock(\.settings) }
        set { state.withLock { $0.settings = newValue } }
    }

    /// The fault plan; setting it starts the new one from its beginning.
    public var faults: FileFaultPlan {
        get { state.withLock(\.faults.plan) }
        set { state.withLock { $0.faults = FileFaultDice(plan: newValue) } }
    }

    public var counts: Counts { state.withLock(\.counts) }

    public func resetCounts() { state.withLock { $0.counts = Counts() } }

    /// Files are at an address of this machine now, unless addresses were to lead elsewhere.
    func serve(at origin: String) {
        state.withLock { state in
            if state.settings?.origin == Self.airtable { state.settings?.origin = origin }
        }
    }

    /// Gives a file other contents than those that follow from its id.
    public func setContents(
        _ bytes: [UInt8], of id: AttachmentID, _ rendition: Attachment.Rendition = .original
    ) {
        state.withLock { $0.contents[Self.name(id, rendition)] = bytes }
    }

    /// Makes the files of an attachment vanish: whoever asks gets 404.
    public func remove(_ id: AttachmentID) {
        state.withLock { _ = $0.vanished.insert(id) }
    }

    /// What a download of a file gives.
    ///
    /// - Parameter size: what its cell says; ignored where contents were given.
    public func contents(
        of id: AttachmentID, _ rendition: Attachment.Rendition = .original, size: Int,
        isPicture: Bool = false
    ) -> [UInt8] {
        let name = Self.name(id, rendition)
        if let given = state.withLock({ $0.contents[name] }) { return given }
        var random = SeededGenerator(seed: TableDigest.value(ofRecord: Array(name.utf8)))
        return isPicture
            ? PictureFile.bytes(count: size, &random) : Self.noise(count: size, &random)
    }

    static func name(_ id: AttachmentID, _ rendition: Attachment.Rendition) -> String {
        "\(id)/\(rendition.rawValue)"
    }

    private static func noise(count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            withUnsafeBytes(of: random.next().littleEndian) { bytes.append(contentsOf: $0) }
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
