import HTTPTypes
import Testing

@testable import ForgeWeb

@Suite("Event streams")
struct EventStreamTests {
    @Test(arguments: [
        ("0123456789ab-0", 0), ("0123456789ab-42", 42), ("zzzzzzzzzzzz-999999999999999", 999_999_999_999_999),
    ])
    func `The id of an event is its position`(_ text: String, _ number: Int) throws {
        let position = try #require(EventPosition(text))
        #expect(position.number == number)
        #expect(position.description == text)
    }

    @Test(arguments: [
        "", "-", "42", "0123456789ab-", "0123456789ab--1", "0123456789ab-+1", "0123456789ab-1-2", "0123456789AB-1",
        "0123456789ab-1234567890123456", "0123456789abc-1", "0123456789ab-١",
    ])
    func `Other texts are no positions`(_ text: String) { #expect(EventPosition(text) == nil) }

    @Test
    func `A subscription begins after what was seen, in this life of the server only`() {
        let here = EventResumption(seen: EventPosition(epoch: "a", number: 3), epoch: "a", latest: 9)
        #expect(here.after == 3 && !here.isOfAnotherLife)
        let new = EventResumption(seen: nil, epoch: "a", latest: 9)
        #expect(new.after == 9 && !new.isOfAnotherLife)
        for seen in [EventPosition(epoch: "b", number: 3), EventPosition(epoch: "a", number: 10)] {
            let elsewhere = EventResumption(seen: seen, epoch: "a", latest: 9)
            #expect(elsewhere.after == 9 && elsewhere.isOfAnotherLife)
        }
    }

    @Test
    func `No text can leave its event`() {
        let data = "one\n\nevent: evil\r\ndata: x\u{2028}\rend"
        var parser = EventParser()
        let frame = EventFrame.event("answer", id: EventPosition(epoch: "0123456789ab", number: 7), data: data)
        let events = parser.take(frame + EventFrame.heartbeat + EventFrame.retry)
        #expect(events.count == 1)
        #expect(events.first?.name == "answer" && events.first?.id == "0123456789ab-7")
        #expect(events.first?.data == "one\n\nevent: evil\ndata: x\n\nend")
        #expect(parser.comments == 1)
    }

    @Test
    func `Live connections are bounded, and a dropped one makes room`() throws {
        let limit = ConnectionLimit(2)
        let first = try limit.take()
        do {
            _ = try limit.take()
            #expect(limit.count == 1)
            let second = try limit.take()
            let refusal = #expect(throws: Problem.self) { try limit.take() }
            #expect(refusal?.status == 503 && refusal?.headers[.retryAfter] == "10")
            withExtendedLifetime(second) {}
        }
        withExtendedLifetime(first) { #expect(limit.count == 1) }
    }
}
