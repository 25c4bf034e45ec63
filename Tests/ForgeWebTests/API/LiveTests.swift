import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization
import Testing

@testable import ForgeWeb

@Suite("Live events over connections", .timeLimit(.minutes(2)))
struct LiveTests {
    @Test
    func `A watcher sees the present state first, then everything to the end`() async throws {
        let fixture = try await WebFixture(delay: .milliseconds(30))
        try await fixture.test(live: true) { client in
            let api = API(client: client)
            let id = try await api.experiment()
            let reader = EventReader(port: try #require(client.port))
            let events = try await reader.read("experiments/\(id)/events") { event in
                if event.data.contains("\"pending\""), event.name == "progress" {
                    _ = try await api.post("experiments/\(id)/run")
                }
                return event.name == "experiment" && event.data.contains("\"completed\"")
            }
            #expect(events.first?.name == "progress")
            #expect(events.contains { $0.name == "answer" })
            let numbers = try events.map { try #require($0.id.flatMap(EventPosition.init)).number }
            #expect(numbers == numbers.sorted())
            let first = try #require(events.first)
            #expect(
                SchemaCheck.findings(in: try JSONValue(parsing: first.data), against: Schema.ref("ExperimentProgress"))
                    .isEmpty)
        }
    }

    @Test
    func `Who comes back gets what was missed, once`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test(live: true) { client in
            let api = API(client: client)
            let reader = EventReader(port: try #require(client.port))
            let start = try await reader.read("events") { _ in true }
            #expect(start.map(\.name) == ["queue"])
            let id = try await api.completedExperiment()
            let missed = try await reader.read("events", after: start[0].id) { event in
                event.data.contains("\"completed\"") && event.name == "experiment"
            }
            #expect(missed.contains { $0.data.contains(id) })
            let middle = missed[missed.count / 2]
            let rest = try await reader.read("events", after: middle.id) { $0 == missed.last }
            #expect(Array(rest.dropFirst()) == Array(missed[(missed.count / 2 + 1)...]))
        }
    }

    @Test(arguments: ["0123456789ab-5", "0123456789ab-0"])
    func `Who comes back to another life of the server is told`(_ last: String) async throws {
        let fixture = try await WebFixture()
        try await fixture.test(live: true) { client in
            let reader = EventReader(port: try #require(client.port))
            let events = try await reader.read("events?after=\(last)") { $0.name == "queue" }
            #expect(events.map(\.name) == ["reset", "queue"])
        }
    }

    @Test
    func `A watcher that leaves is forgotten at once`() async throws {
        let fixture = try await WebFixture()
        let events = fixture.services.experiments.events
        try await fixture.serve { server in
            let connection = RawConnection(port: server.port)
            var channels: [any Channel] = []
            for _ in 0..<20 { channels.append(try await connection.open("/api/v1/events")) }
            try await eventually { events.watcherCount == 20 }
            for channel in channels { try await channel.close() }
            try await eventually { events.watcherCount == 0 }
        }
    }

    @Test
    func `The server's end is the end of all streams, and of nothing else`() async throws {
        let fixture = try await WebFixture(delay: .seconds(1))
        let events = fixture.services.experiments.events
        let (id, watched) = try await fixture.serve { server in
            let reader = EventReader(port: server.port)
            let id = try await fixture.services.experiments.create(WebFixture.config, run: true)[0].id
            return try await withThrowingTaskGroup(of: [ReceivedEvent].self) { group in
                for path in ["events", "experiments/\(id)/events"] { group.addTask { try await reader.read(path) } }
                try await eventually { events.watcherCount == 2 }
                // Else there might be nothing that the end could stop.
                while try await fixture.store.experiment(id).status != .running {
                    try await Task.sleep(for: .milliseconds(5))
                }
                server.end()
                return (id, try await group.reduce(into: []) { $0.append($1.first?.name) })
            }
        }
        #expect(Set(watched) == ["queue", "progress"])
        let left = try await fixture.store.experiment(id)
        #expect(left.status == .stopped && left.done < left.total)
        #expect(try await fixture.store.queue().map(\.experimentID) == [id])
    }

    @Test
    func `A quiet stream shows that it lives`() async throws {
        let router = Router(context: WebContext.self)
        let limit = ConnectionLimit(1)
        router.get("/api/v1/quiet") { request, _ in
            let stream = EventStream(policy: .unbounded, heartbeat: .milliseconds(20)) { frames in
                try await Task.sleep(for: .milliseconds(300))
                frames.yield(EventFrame.event("end", data: "{}"))
            }
            return stream.response(to: request, holding: try limit.take())
        }
        try await Application(router: router).test(.live) { client in
            let response = try await client.execute(uri: "/api/v1/quiet", method: .get)
            let text = String(buffer: response.body)
            #expect(text.contains(EventFrame.heartbeat))
            #expect(text.hasSuffix("event: end\ndata: {}\n\n"))
        }
        #expect(limit.count == 0)
    }

    @Test
    func `A stream ends with the token that opened it`() async throws {
        let folder = try TemporaryFolder(), file = TokenFile(folder.file("tokens"))
        let token = try file.add("anna", role: .viewer)
        var configuration = WebConfiguration(port: 0)
        configuration.tokenFile = file.url
        let router = Router(context: WebContext.self)
        let limit = ConnectionLimit(1)
        router.add(middleware: TokenCheck(tokens: TokenShelf(configuration)))
        router.get("/api/v1/quiet") { request, context in
            try file.revoke("anna")
            let stream = EventStream(policy: .unbounded, heartbeat: .milliseconds(50)) { _ in
                try await Task.sleep(for: .seconds(60))
            }
            return stream.response(to: request, holding: try limit.take(), while: context.isStillLetIn)
        }
        try await Application(router: router).test(.live) { client in
            let response = try await client.execute(
                uri: "/api/v1/quiet", method: .get, headers: [.authorization: "Bearer \(token)"])
            #expect(response.status == .ok)
        }
        #expect(limit.count == 0)
        withExtendedLifetime(folder) {}
    }

    @Test
    func `What happens between the present state and the stream is told`() async throws {
        let service = try await WebFixture().services.experiments
        let endpoint = EventEndpoints(service: service, limit: ConnectionLimit()).all[0]
        let router = Router(context: WebContext.self)
        router.get("/api/v1/events") { request, context in
            let response = try await endpoint.handler(try APICall(request, context, endpoint.operation))
            service.events.publish(.queue, ["late": true])
            return response
        }
        try await Application(router: router).test(.live) { client in
            let reader = EventReader(port: try #require(client.port))
            let events = try await reader.read("events") { $0.data.contains("late") }
            #expect(events.count == 2 && events.first?.data.contains("late") == false)
        }
    }

    @Test
    func `The playground tells of every contender until the end`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test(live: true) { client in
            let reader = EventReader(port: try #require(client.port))
            let body =
                #"{"prompt": "Capital of France?", "contenders": [{"model": "parrot"}, {"model": "parrot", "method": "cot"}]}"#
            let events = try await reader.read("playground", body: body)
            #expect(events.last?.name == "end")
            #expect(events.count { $0.name == "waiting" } == 2)
            #expect(events.count { $0.name == "finished" && $0.data.contains("Paris") } == 2)
            let unknown = try await API(client: client).post(
                "playground", ["prompt": "Hi", "contenders": [["model": "parot"]]])
            #expect(unknown.status == 422)
            #expect(unknown.json["remedy"]?.string?.contains("parrot") == true)
        }
    }

    private func eventually(_ condition: @Sendable () -> Bool) async throws {
        for _ in 0..<500 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestFailure("it never happened")
    }
}
