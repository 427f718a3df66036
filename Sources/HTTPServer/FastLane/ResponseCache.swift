import NIOCore
import Synchronization

/// Answers that may be sent again, bounded in bytes, for all event loops.
///
/// It is cut into shards by the hash of the request, each with a lock that is held for some ten
/// nanoseconds, so that loops hardly ever wait for one another. What is let go is chosen by S3-FIFO
/// (https://doi.org/10.1145/3600006.3613147): new answers pass through a small queue, and only those
/// that were wanted again meanwhile, or soon after they had left it, come into the main one. So a scan
/// of many records, each read once, goes by without touching what is hot.
///
/// Nothing is removed because a base has moved: an answer carries what it followed from, and is
/// replaced by the next one to the same request.
final class ResponseCache: Sendable {
    private let shards: [CacheShard]
    private let mask: UInt64
    /// Bytes of one answer at most: half a shard, so that a page of a thousand records is kept.
    let largest: Int

    /// A shard holds many answers of the usual sizes.
    private static let shardBytes = 4 << 20
    private static let mostShards = 16

    /// - Parameter bytes: what the answers may take in memory; 0 keeps none.
    init(bytes: Int) {
        var count = 1
        while count < Self.mostShards, bytes / (count * 2) >= Self.shardBytes { count *= 2 }
        shards = (0..<count).map { _ in CacheShard(limit: bytes / count) }
        mask = UInt64(count - 1)
        largest = bytes / count / 2
    }

    /// Bytes of all answers.
    var bytes: Int { shards.reduce(0) { $0 + $1.bytes } }

    /// The answer to a request; nil where there is none.
    func answer(
        _ hash: UInt64, _ target: UnsafeRawBufferPointer, _ headers: [UInt8]
    ) -> StoredAnswer? {
        guard let found = shard(hash).answer(hash), found.answers(target, headers) else {
            return nil
        }
        return found
    }

    func store(_ answer: StoredAnswer) {
        guard answer.size <= largest else { return }
        shard(answer.hash).insert(answer)
    }

    /// Whether a request came before, not long ago. Answers that are quickly made are only worth keeping
    /// when they are wanted twice.
    func hasSeen(_ hash: UInt64) -> Bool {
        largest > 0 && shard(hash).hasSeen(hash)
    }

    private func shard(_ hash: UInt64) -> CacheShard { shards[Int((hash >> 56) & mask)] }
}

/// A part of the response cache, with its own share of the bytes.
private final class CacheShard: Sendable {
    private let state: Mutex<State>

    /// Hashes of answers that left the small queue, and of requests that came once.
    private static let remembered = 4_096

    private struct State {
        let limit: Int
        var answers: [UInt64: StoredAnswer] = [:]
        var small = AnswerQueue()
        var main = AnswerQueue()
        var left = HashQueue(CacheShard.remembered)
        var seen = HashMemory(CacheShard.remembered)

        var bytes: Int { small.bytes + main.bytes }

        /// The small queue's share is a tenth.
        mutating func letOneGo() {
            if small.bytes * 10 > limit || main.isEmpty {
                let answer = small.removeFirst()
                guard isCurrent(answer) else { return }
                if answer.uses.load(ordering: .relaxed) > 0 {
                    answer.uses.store(0, ordering: .relaxed)
                    main.append(answer)
                } else {
                    left.add(answer.hash)
                    answers[answer.hash] = nil
                }
            } else {
                let answer = main.removeFirst()
                guard isCurrent(answer) else { return }
                let uses = answer.uses.load(ordering: .relaxed)
                if uses > 0 {
                    answer.uses.store(uses - 1, ordering: .relaxed)
                    main.append(answer)
                } else {
                    answers[answer.hash] = nil
                }
            }
        }

        /// Whether it was not replaced.
        private func isCurrent(_ answer: StoredAnswer) -> Bool { answers[answer.hash] === answer }
    }

    init(limit: Int) {
        state = Mutex(State(limit: limit))
    }

    var bytes: Int { state.withLock { $0.bytes } }

    func answer(_ hash: UInt64) -> StoredAnswer? { state.withLock { $0.answers[hash] } }

    func hasSeen(_ hash: UInt64) -> Bool { state.withLock { $0.seen.contains(orAdd: hash) } }

    func insert(_ answer: StoredAnswer) {
        state.withLock { state in
            // The one before stays in its queue until its turn, and is counted until then.
            state.answers[answer.hash] = answer
            if state.left.contains(answer.hash) {
                state.main.append(answer)
            } else {
                state.small.append(answer)
            }
            while state.bytes > state.limit { state.letOneGo() }
        }
    }
}

/// Answers in the order in which they came, with their bytes.
private struct AnswerQueue {
    private var answers = CircularBuffer<StoredAnswer>()
    private(set) var bytes = 0

    var isEmpty: Bool { answers.isEmpty }

    mutating func append(_ answer: StoredAnswer) {
        answers.append(answer)
        bytes += answer.size
    }

    mutating func removeFirst() -> StoredAnswer {
        let answer = answers.removeFirst()
        bytes -= answer.size
        return answer
    }
}

/// Remembers the last so many hashes.
private struct HashQueue {
    private let count: Int
    private var queue = CircularBuffer<UInt64>()
    private var members: Set<UInt64> = []

    init(_ count: Int) {
        self.count = count
    }

    func contains(_ hash: UInt64) -> Bool { members.contains(hash) }

    mutating func add(_ hash: UInt64) {
        guard members.insert(hash).inserted else { return }
        queue.append(hash)
        if queue.count > count { members.remove(queue.removeFirst()) }
    }
}

/// Remembers hashes in a table of fixed size: a newer one takes the place of an older one.
private struct HashMemory {
    private var hashes: [UInt64]

    init(_ count: Int) {
        hashes = Array(repeating: 0, count: count)
    }

    /// Whether it is remembered; from now on it is.
    mutating func contains(orAdd hash: UInt64) -> Bool {
        let place = Int(hash % UInt64(hashes.count))
        if hashes[place] == hash { return true }
        hashes[place] = hash
        return false
    }
}
