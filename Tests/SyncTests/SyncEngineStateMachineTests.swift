import AirtableAPI
import FoundationEssentials
import Storage
import Testing

@testable import Sync

@Suite("The engine's decisions")
struct SyncEngineStateMachineTests {
    typealias Machine = SyncEngine.StateMachine
    let now = Date(timeIntervalSince1970: 1_767_225_600)
    let base = BaseID("appA")

    func run(_ id: String, _ base: BaseID? = nil) -> SyncRun {
        SyncRun(id: id, base: base ?? self.base, trigger: .request, requestedAt: now)
    }

    /// A machine that holds the lock and has read an empty queue.
    func writer(_ settings: SyncSettings = SyncSettings(), bases: [BaseID]? = nil) -> Machine {
        var machine = Machine(bases: bases ?? [base], settings: settings)
        machine.lockAcquired()
        machine.queueRead([])
        return machine
    }

    @Test("without the lock it tries to take it, once a second")
    func lock() {
        var machine = Machine(bases: [base], settings: SyncSettings())
        #expect(machine.look(at: now) == [.tryLock])
        machine.lockDenied(at: now)
        #expect(machine.look(at: now.addingTimeInterval(0.9)) == [])
        #expect(machine.look(at: now.addingTimeInterval(1)) == [.tryLock])
        #expect(machine.look(at: now.addingTimeInterval(-3_600)) == [.tryLock], "clock set back")
        machine.lockAcquired()
        #expect(machine.look(at: now) == [.readQueue])
    }

    @Test("what is due is put into the queue once, and run from there")
    func due() {
        var machine = writer()
        #expect(machine.look(at: now) == [.enqueue(base, .start)])
        #expect(machine.look(at: now) == [])
        machine.queueRead([run("1")])
        #expect(machine.look(at: now) == [.start(run("1"))])
        #expect(machine.look(at: now) == [])
    }

    @Test("when the queue could not be written it is tried again")
    func enqueueFailed() {
        var machine = writer()
        #expect(machine.look(at: now) == [.enqueue(base, .start)])
        machine.queueMoved()
        #expect(machine.look(at: now) == [.readQueue])
        machine.queueRead([])
        #expect(machine.look(at: now) == [.enqueue(base, .start)])
    }

    @Test("never two runs of one base, and a run that was read late does not run twice")
    func once() {
        var machine = writer(SyncSettings(mode: .manual))
        machine.observed(base, builtAt: now, isDegraded: false, isPaused: false, calls: 0)
        machine.queueRead([run("1")])
        #expect(machine.look(at: now) == [.start(run("1"))])
        machine.queueRead([run("1"), run("2")])
        #expect(machine.look(at: now) == [])
        machine.succeeded(run("1"))
        machine.queueRead([run("1"), run("2")])
        #expect(machine.look(at: now) == [.start(run("2"))])
    }

    @Test("a paused base does nothing by itself, but what was asked for")
    func paused() {
        var machine = writer()
        machine.observed(base, builtAt: nil, isDegraded: false, isPaused: true, calls: 0)
        #expect(machine.look(at: now) == [])
        machine.queueRead([run("1")])
        #expect(machine.look(at: now) == [.start(run("1"))])
    }

    @Test("so many bases at once, and no more")
    func parallel() {
        let bases = (0..<20).map { BaseID("app\($0)") }
        var machine = writer(bases: bases)
        machine.queueRead(bases.map { run($0.rawValue, $0) })
        #expect(machine.look(at: now).count == SyncLimits.basesInParallel)
        machine.failed(run("app0", bases[0]), outlook: .later, at: now)
        machine.queueRead(bases.dropFirst(SyncLimits.basesInParallel).map { run($0.rawValue, $0) })
        #expect(machine.look(at: now).contains(.start(run("app8", bases[8]))))
    }

    @Test("runs of bases that are not ours stay in the queue")
    func others() {
        var machine = writer(SyncSettings(mode: .manual))
        machine.observed(base, builtAt: now, isDegraded: false, isPaused: false, calls: 0)
        machine.queueRead([run("1", BaseID("appOther"))])
        #expect(machine.look(at: now) == [])
    }

    @Test("the budget counts the calls of all bases")
    func budget() throws {
        let bases = [BaseID("appA"), BaseID("appB")]
        var machine = writer(SyncSettings(monthlyCalls: 300), bases: bases)
        for base in bases {
            machine.observed(base, builtAt: now, isDegraded: false, isPaused: false, calls: 0)
            var run = run(base.rawValue, base)
            run.progress.calls = 100
            machine.remembered(run)
        }
        let due = try #require(machine.nextDue(bases[0], now: now))
        #expect(due.timeIntervalSince(now) == 31 * 86_400, "one sync of both is left")
    }
}
