/// One way after the other, in the order of preference, and no place of the program twice at one
/// place of the text: what led to nothing once would do so again.
extension PatternSearch {
    private struct Job {
        /// An instruction, or `~slot` for a slot that gets its value back.
        var instruction: Int
        var place: Int
    }

    func findByBacktracking(from start: Int) throws(RegularExpressionError) -> Bool {
        let columns = bytes.count - start + 1
        var visited = [UInt64](
            repeating: 0, count: (program.instructions.count * columns + 63) / 64)
        var jobs: [Job] = []
        var place = start
        while let begin = candidate(from: place) {
            jobs.append(Job(instruction: program.start, place: begin))
            for index in slots.indices { slots[index] = -1 }
            if let end = try run(&jobs, &visited, columns, start) {
                (slots[0], slots[1]) = (begin, end)
                return true
            }
            guard !program.isAnchored, let next = self.place(after: begin) else { return false }
            place = next
        }
        return false
    }

    /// Works the jobs off until a match ends; answers where.
    private func run(
        _ jobs: inout [Job], _ visited: inout [UInt64], _ columns: Int, _ start: Int
    ) throws(RegularExpressionError) -> Int? {
        while let job = jobs.popLast() {
            if job.instruction < 0 {
                slots[~job.instruction] = job.place
                continue
            }
            var (index, place) = (job.instruction, job.place)
            var isAlive = true
            while isAlive {
                let bit = index * columns + place - start
                if visited[bit >> 6] >> UInt64(bit & 63) & 1 == 1 { break }
                visited[bit >> 6] |= 1 << UInt64(bit & 63)
                try countSteps(1)
                let instruction = program.instructions[index]
                index = Int(instruction.next)
                switch instruction.operation {
                case .scalar, .set:
                    guard place < bytes.count else {
                        isAlive = false
                        continue
                    }
                    let (value, count) = scalar(at: place)
                    place += count
                    isAlive = consumes(instruction, value)
                case .split:
                    jobs.append(Job(instruction: Int(instruction.argument), place: place))
                case .save:
                    let slot = Int(instruction.argument)
                    if slot >= slots.count { continue }
                    jobs.append(Job(instruction: ~slot, place: slots[slot]))
                    slots[slot] = place
                case .assertion: isAlive = holds(instruction.argument, at: place)
                case .match:
                    jobs.removeAll(keepingCapacity: true)
                    return place
                }
            }
        }
        return nil
    }

    @inline(__always)
    func consumes(_ instruction: PatternProgram.Instruction, _ scalar: UInt32) -> Bool {
        instruction.operation == .scalar
            ? instruction.argument == scalar
            : program.sets[Int(instruction.argument)].contains(scalar)
    }
}
