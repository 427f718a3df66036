import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Testing

@testable import HTTPServer

/// The guard's state machine by its events.
@Suite struct RequestGuardTests {
    private static func head(_ headers: HTTPFields = [:]) -> HTTPRequestPart {
        .head(
            HTTPRequest(
                method: .post, scheme: "http", authority: "x", path: "/", headerFields: headers))
    }

    private static func body(_ count: Int) -> HTTPRequestPart {
        .body(ByteBuffer(repeating: 0, count: count))
    }

    private static func machine() -> RequestGuard.StateMachine {
        var limits = HTTPLimits()
        limits.bodyBytes = 10
        return RequestGuard.StateMachine(limits)
    }

    @Test("requests within the limits pass, one after the other")
    func passes() {
        var machine = Self.machine()
        for _ in 0..<3 {
            #expect(machine.received(Self.head()) == .forwardAndAwaitBody)
            #expect(machine.received(Self.body(10)) == .forward)
            #expect(machine.received(.end(nil)) == .forwardAndEndBody)
            #expect(machine.answered() == false)
        }
    }

    @Test("after a refusal nothing is read, and the last answer owed ends the connection")
    func refusal() {
        var machine = Self.machine()
        #expect(machine.received(Self.head()) == .forwardAndAwaitBody)
        #expect(machine.received(.end(nil)) == .forwardAndEndBody)
        #expect(machine.received(Self.head([.contentLength: "11"])) == .refuse(.bodyTooLarge))
        #expect(machine.received(Self.body(11)) == .drop)
        #expect(machine.received(.end(nil)) == .drop)
        #expect(machine.failed(.malformed) == .drop)
        #expect(machine.answered() == false)
        #expect(machine.answered() == true)
    }

    @Test("a body that grows too long is cut, and ends the connection when it is answered")
    func overflow() {
        var machine = Self.machine()
        #expect(machine.received(Self.head()) == .forwardAndAwaitBody)
        #expect(machine.received(Self.body(6)) == .forward)
        #expect(machine.received(Self.body(6)) == .forward)
        #expect(machine.received(Self.body(6)) == .drop)
        #expect(machine.answered() == true)
    }

    @Test("an error in a head is refused, one inside a body is the reader's")
    func failures() {
        var fresh = Self.machine()
        #expect(fresh.failed(.headersTooLarge) == .refuse(.headersTooLarge))
        var reading = Self.machine()
        #expect(reading.received(Self.head()) == .forwardAndAwaitBody)
        #expect(reading.failed(.malformed) == .forward)
    }
}
