import FoundationEssentials
import Testing

@testable import Sync

@Suite("When changes are fetched")
struct LiveMachineTests {
    let start = Date(timeIntervalSince1970: 1_780_272_000)

    func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    func next(_ machine: LiveMachine, _ seconds: Double, remaining: Int? = nil) -> Double? {
        machine.nextPull(
            remainingCalls: remaining, monthEnd: at(30 * 86_400), now: at(seconds)
        ).map { ($0.timeIntervalSince(start) * 1_000).rounded() / 1_000 }
    }

    func machine(
        _ mode: SyncSettings.Mode, _ change: (inout SyncSettings) -> Void = { _ in }
    ) -> LiveMachine {
        var settings = SyncSettings(mode: mode)
        change(&settings)
        var machine = LiveMachine(settings: settings)
        machine.pullStarted(at: start)
        machine.checked(at: start)
        machine.pulled(calls: 2, at: start)
        return machine
    }

    @Test("a notification after quiet is answered at once, the next ones by one fetching")
    func coalescing() {
        var machine = machine(.webhook)
        machine.woken(at: at(100))
        #expect(next(machine, 100) == 100, "now")
        machine.pullStarted(at: at(100))
        #expect(next(machine, 100) == nil, "one is under way")
        machine.woken(at: at(100.1))
        machine.pulled(calls: 2, at: at(100.5))
        for second in [101.0, 105, 110] { machine.woken(at: at(second)) }
        #expect(next(machine, 110) == 130)
        machine.pullStarted(at: at(130))
        machine.pulled(calls: 2, at: at(131))
        #expect(next(machine, 131) == 21_730, "quiet again: after six hours, to let it live")
    }

    @Test("what wakes us while payloads are read is not lost")
    func wokenMeanwhile() {
        var machine = machine(.webhook) { $0.notificationInterval = .zero }
        machine.woken(at: at(10))
        machine.pullStarted(at: at(10))
        machine.woken(at: at(10.2))
        machine.pulled(calls: 2, at: at(10.5))
        #expect(next(machine, 10.5) == 10.5)
    }

    @Test("a base that is edited once a minute stays under 10,000 calls a month")
    func frugal() {
        var machine = machine(.webhook)
        var calls = 0
        var longestWait = 0.0
        for minute in 1...(30 * 24 * 60) {
            let now = Double(minute) * 60
            machine.woken(at: at(now))
            while let due = next(machine, now + 59), due < now + 60 {
                machine.pullStarted(at: at(max(due, now)))
                // One for the payloads, one for the record.
                machine.pulled(calls: 2, hasChanges: true, at: at(max(due, now)))
                calls += 2
                if machine.nextPull(remainingCalls: nil, monthEnd: at(1e9), now: at(now)) == nil {
                    break
                }
                break
            }
            if let due = next(machine, now) { longestWait = max(longestWait, due - now) }
        }
        #expect(calls < 10_000 && calls > 8_000, "\(calls)")
        #expect(longestWait < 6.1 * 3_600)
    }

    @Test(
        "in changes mode the interval holds, and stretches where the month's calls would not last")
    func changesMode() {
        let machine = machine(.changes)
        #expect(next(machine, 1) == 5)
        // Ten calls are left for thirty days: one every three.
        let stretched = next(machine, 1, remaining: 10) ?? 0
        #expect(abs(stretched - 3 * 86_400) < 10)
    }

    @Test("failures are tried again later and later, and at once after a success")
    func failures() {
        var machine = machine(.changes)
        var now = 5.0
        var waits: [Double] = []
        for _ in 0..<6 {
            machine.pullStarted(at: at(now))
            machine.pullFailed(.soon, calls: 6, at: at(now))
            let due = next(machine, now) ?? 0
            waits.append(due - now)
            now = due
        }
        #expect(waits == [5, 10, 20, 40, 60, 60])
        machine.pullStarted(at: at(now))
        machine.pulled(calls: 1, at: at(now))
        #expect(next(machine, now) == now + 5)
    }

    @Test("after a gap nothing is fetched until a full sync ended")
    func gap() {
        var machine = machine(.changes)
        machine.pullStarted(at: at(5))
        machine.foundGap(needsNewWebhook: true)
        #expect(machine.hasGap && machine.needsCheck(at: at(5)) && next(machine, 100) == nil)
        machine.synced(isFollowing: true, at: at(50))
        #expect(!machine.hasGap && next(machine, 100) != nil)
    }

    @Test("ids are compared only where something changed since")
    func reconciliation() {
        var machine = machine(.changes) { $0.reconciliationInterval = .seconds(100) }
        func isDue(_ seconds: Double) -> Bool { machine.isReconciliationDue(at: at(seconds)) }
        #expect(isDue(1_000) == false)
        machine.pullStarted(at: at(1_000))
        machine.pulled(calls: 2, hasChanges: true, at: at(1_000))
        #expect(isDue(1_000) == false, "the interval begins")
        #expect(isDue(1_101))
        machine.reconciliationStarted()
        #expect(isDue(1_101) == false)
        machine.reconciled(at: at(1_110))
        #expect(isDue(9_999) == false)
    }
}
