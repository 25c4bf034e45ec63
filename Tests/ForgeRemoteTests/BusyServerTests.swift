import ForgeCore
import ForgeRemote
import ForgeTesting
import Testing

@Suite struct BusyServerTests {
    @Test func neverMoreRequestsThanAllowed() async throws {
        let server = ModelServer(otherwise: .words(["a", "b"], pause: 0.02))
        try await server.withEngine(change: { $0.concurrency = .init(most: 3) }) { engine async throws in
            try await Self.askMany(24, engine)
        }
        #expect(server.mostRunning == 3)
    }

    @Test func aStormOfRefusalsLowersTheLimitOnceAndEveryoneIsAnswered() async throws {
        let server = ModelServer([ModelServer.Reply](repeating: .status(429), count: 20))
        try await server.withEngine { engine async throws in
            try await Self.askMany(20, engine)
            #expect(engine.concurrencyLimit == 16)
        }
        #expect(server.completions.count == 40)
    }

    @Test func retryAfterIsHonouredByAll() async throws {
        let server = ModelServer([.status(429, headers: ["Retry-After": "1"])])
        try await server.withEngine { engine async throws in
            _ = try await engine.generate(.ask())
            _ = try await engine.generate(.ask())
        }
        let times = server.completions.map(\.time)
        #expect(times.count == 3)
        #expect(times[0].duration(to: times[1]) >= .seconds(1))
        #expect(times[0].duration(to: times[2]) >= .seconds(1))
    }

    @Test func aWaitBeyondAllPatienceEndsTheRunWithWhatTheServerSaid() async throws {
        let server = ModelServer(otherwise: .status(429, headers: ["Retry-After": "86400"]))
        try await server.withEngine { engine async throws in
            let error = await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(error?.code == "server.busy" && error?.kind == .unavailable)
        }
        #expect(server.completions.count == 1)
    }

    @Test func errorsOfTheServerDoNotLowerTheLimit() async throws {
        let server = ModelServer([ModelServer.Reply](repeating: .status(500), count: 3))
        try await server.withEngine { engine async throws in
            try await Self.askMany(8, engine)
            #expect(engine.concurrencyLimit == 20)
        }
    }

    private static func askMany(_ count: Int, _ engine: RemoteEngine) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<count { group.addTask { _ = try await engine.generate(.ask()) } }
            try await group.waitForAll()
        }
    }

    @Test(arguments: ["86400", "1e300"]) func afterSuchAWaitTheNextIsAskedAtOnce(wait: String) async throws {
        let server = ModelServer([.status(429, headers: ["Retry-After": wait])])
        try await server.withEngine { engine async throws in
            await #expect(throws: RemoteError.self) { try await engine.generate(.ask()) }
            #expect(try await engine.generate(.ask()).text == "Paris")
        }
    }
}
