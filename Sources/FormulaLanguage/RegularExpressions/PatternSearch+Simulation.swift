/// All ways at once: a list of threads in the order of preference moves through the text scalar
/// by scalar, and no two threads stand at the same instruction.
extension PatternSearch {
    /// Threads by instruction, with their slots.
    private struct Threads {
        var order: [Int32] = []
        /// For each instruction its index in `order`, valid where the two agree.
        private var indexes: [Int32]
        /// The slots of the thread at each instruction.
        var slots: [Int]

        init(instructions: Int, slots count: Int) {
            indexes = [Int32](repeating: 0, count: instructions)
            slots = [Int](repeating: -1, count: instructions * count)
            order.reserveCapacity(instructions)
        }

        /// Adds the instruction; false when it is there.
        mutating func insert(_ instruction: Int) -> Bool {
            let index = Int(indexes[instruction])
            if index < order.count, order[index] == Int32(instruction) { return false }
            indexes[instruction] = Int32(order.count)
            order.append(Int32(instruction))
            return true
        }

        mutating func removeAll() { order.removeAll(keepingCapacity: true) }
    }

    private struct Job {
        /// An instruction, or `~slot` for a slot that gets its value back.
        var instruction: Int
        var value: Int
    }

    func findBySimulation(from start: Int) throws(RegularExpressionError) -> Bool {
        let count = program.instructions.count
        var current = Threads(instructions: count, slots: slots.count)
        var following = Threads(instructions: count, slots: slots.count)
        var jobs: [Job] = []
        var own = slots
        var isFound = false
        var place = start
        while true {
            if current.order.isEmpty {
                // Nothing under way: go where the next match may begin.
                guard !isFound, !program.isAnchored || place == start,
                    let next = candidate(from: place)
                else { break }
                place = next
            }
            if !isFound, !program.isAnchored || place == start {
                for slot in own.indices { own[slot] = -1 }
                own[0] = place
                try add(program.start, place, &own, &current, &jobs)
            }
            let here = place < bytes.count ? scalar(at: place) : (value: 0, count: 0)
            if try step(current, &following, place, here, &own, &jobs) { isFound = true }
            swap(&current, &following)
            following.removeAll()
            guard here.count > 0 else { break }
            place += here.count
        }
        return isFound
    }

    /// Moves the threads over one scalar (none where its count is 0); true when one matched.
    private func step(
        _ current: Threads, _ following: inout Threads, _ place: Int,
        _ here: (value: UInt32, count: Int), _ own: inout [Int], _ jobs: inout [Job]
    ) throws(RegularExpressionError) -> Bool {
        let slotCount = slots.count
        for thread in current.order {
            let instruction = program.instructions[Int(thread)]
            let base = Int(thread) * slotCount
            switch instruction.operation {
            case .match:
                for slot in 0..<slotCount { slots[slot] = current.slots[base + slot] }
                slots[1] = place
                // What comes later in the order is of lower preference.
                return true
            case .scalar, .set:
                guard here.count > 0, consumes(instruction, here.value) else { continue }
                for slot in 0..<slotCount { own[slot] = current.slots[base + slot] }
                try add(Int(instruction.next), place + here.count, &own, &following, &jobs)
            case .split, .save, .assertion: continue
            }
        }
        return false
    }

    /// Adds the instruction and all that it leads to without consuming.
    private func add(
        _ first: Int, _ place: Int, _ own: inout [Int], _ threads: inout Threads,
        _ jobs: inout [Job]
    ) throws(RegularExpressionError) {
        let slotCount = slots.count
        jobs.append(Job(instruction: first, value: 0))
        while let job = jobs.popLast() {
            if job.instruction < 0 {
                own[~job.instruction] = job.value
                continue
            }
            try countSteps(1 + slotCount / 8)
            guard threads.insert(job.instruction) else { continue }
            let instruction = program.instructions[job.instruction]
            let next = Int(instruction.next)
            switch instruction.operation {
            case .split:
                jobs.append(Job(instruction: Int(instruction.argument), value: 0))
                jobs.append(Job(instruction: next, value: 0))
            case .save:
                let slot = Int(instruction.argument)
                if slot < slotCount {
                    jobs.append(Job(instruction: ~slot, value: own[slot]))
                    own[slot] = place
                }
                jobs.append(Job(instruction: next, value: 0))
            case .assertion:
                if holds(instruction.argument, at: place) {
                    jobs.append(Job(instruction: next, value: 0))
                }
            case .scalar, .set, .match:
                let base = job.instruction * slotCount
                for slot in 0..<slotCount { threads.slots[base + slot] = own[slot] }
            }
        }
    }
}
