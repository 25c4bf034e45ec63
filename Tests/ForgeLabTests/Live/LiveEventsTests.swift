import ForgeCore
import Testing

@testable import ForgeLab

@Suite("Live events")
struct LiveEventsTests {
    private func publish(_ numbers: Range<Int>, of id: String? = nil, to events: LiveEvents) {
        for number in numbers { events.publish(.queue, of: id, QueueState(running: ["\(number)"])) }
    }

    /// The numbers that are there without waiting for more.
    private func numbers(_ subscription: EventSubscription, closing events: LiveEvents) async -> [Int] {
        await close(events)
        var numbers: [Int] = []
        for await event in subscription { numbers.append(event.number) }
        return numbers
    }

    private func close(_ events: LiveEvents) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await events.run() }
            group.cancelAll()
        }
    }

    @Test func `a subscriber gets its experiment's events and no others`() async {
        let events = LiveEvents()
        let one = events.subscribe(to: "one")
        let all = events.subscribe()
        publish(0..<2, of: "one", to: events)
        publish(0..<1, of: "two", to: events)
        #expect(await numbers(one, closing: events) == [1, 2])
        #expect(await numbers(all, closing: events) == [1, 2, 3])
    }

    @Test func `who names the last one seen gets what was missed, then what follows`() async {
        let events = LiveEvents()
        publish(0..<5, to: events)
        let subscription = events.subscribe(after: 3)
        publish(0..<2, to: events)
        #expect(subscription.isComplete)
        #expect(await numbers(subscription, closing: events) == [4, 5, 6, 7])
    }

    @Test func `without a last one only what follows is told`() async {
        let events = LiveEvents()
        publish(0..<5, to: events)
        let subscription = events.subscribe()
        #expect(subscription.isComplete)
        #expect(await numbers(subscription, closing: events).isEmpty)
    }

    @Test(arguments: [
        (published: 5, last: 0, isComplete: true), (published: 5, last: 5, isComplete: true),
        // From another life of the server.
        (published: 5, last: 6, isComplete: false),
        // More than are kept, and more than a subscriber's buffer holds.
        (published: 5000, last: 10, isComplete: false), (published: 500, last: 0, isComplete: false),
    ])
    func `who missed more than is kept learns it`(published: Int, last: Int, isComplete: Bool) {
        let events = LiveEvents()
        publish(0..<published, to: events)
        #expect(events.subscribe(after: last).isComplete == isComplete)
    }

    @Test func `a slow subscriber loses the oldest events and holds up nobody`() async {
        let events = LiveEvents()
        let slow = events.subscribe()
        publish(0..<1000, to: events)
        let received = await numbers(slow, closing: events)
        #expect(received == Array((1000 - LiveEvents.buffered + 1)...1000))
    }

    @Test func `a subscriber that leaves is forgotten`() async {
        let events = LiveEvents()
        await withTaskGroup(of: Void.self) { group in
            let subscription = events.subscribe()
            #expect(events.watcherCount == 1)
            group.addTask { for await _ in subscription {} }
            group.cancelAll()
        }
        #expect(events.watcherCount == 0)
        _ = events.subscribe()
        #expect(events.watcherCount == 0)
    }

    @Test func `the end of the server ends all subscriptions`() async {
        let events = LiveEvents()
        await withTaskGroup(of: Void.self) { group in
            let subscriptions = (0..<10).map { _ in events.subscribe() }
            for subscription in subscriptions { group.addTask { for await _ in subscription {} } }
            await close(events)
            await group.waitForAll()
        }
        #expect(events.watcherCount == 0)
        #expect(await numbers(events.subscribe(), closing: events).isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `two hundred subscribers each get every event`() async {
        let events = LiveEvents()
        await withTaskGroup(of: Int.self) { group in
            let subscriptions = (0..<200).map { _ in events.subscribe() }
            for subscription in subscriptions {
                group.addTask { await subscription.reduce(0) { count, _ in count + 1 } }
            }
            publish(0..<200, to: events)
            await close(events)
            for await count in group { #expect(count == 200) }
        }
    }

    @Test func `two hundred subscribers add little to the time of an event`() {
        let events = LiveEvents()
        let subscriptions = (0..<200).map { _ in events.subscribe() }
        let start = ContinuousClock.now
        publish(0..<1000, to: events)
        // 200,000 deliveries; far less than a second even in a debug build on a busy machine.
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(subscriptions.count == events.watcherCount)
    }
}
