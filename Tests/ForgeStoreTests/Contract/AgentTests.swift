import ForgeCore
import ForgeTesting
import Testing

@Suite struct `Agents' runs` {
    /// A trace with one step for each call; nil is a call that succeeds.
    static func trace(_ ending: String, _ calls: [(tool: String, error: String?)] = []) -> JSONValue {
        let steps = calls.map { call -> JSONValue in
            var observation: [String: JSONValue] = ["success": .bool(call.error == nil), "isFromTool": true]
            if let error = call.error { observation["errorKind"] = .string(error) }
            return ["action": ["tool": .string(call.tool)], "observation": .object(observation)]
        }
        // The machine's own answers are no calls.
        let refused: JSONValue = [
            "action": ["tool": "nothing"], "observation": ["success": false, "isFromTool": false],
        ]
        return [
            "agent": [
                "steps": .array(steps + [refused, ["answer": "42"]]),
                "outcome": ["ending": ["status": .string(ending)]],
            ]
        ]
    }

    private func store(_ store: any ExperimentStore, _ traces: [JSONValue]) async throws -> StoredFixture {
        let fixture = try StoredFixture(method: "react", count: traces.count)
        try await fixture.store(in: store)
        for (index, trace) in traces.enumerated() {
            var prediction = fixture.prediction(index)
            prediction.trace = trace
            try await store.record(prediction, calls: [])
        }
        return fixture
    }

    @Test(arguments: StoreKind.allCases)
    func `Runs are filtered by how they ended, with other filters and in every order`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let traces: [JSONValue] = [
            Self.trace("answered"), Self.trace("stuck"), .null, Self.trace("answered"), Self.trace("stuck"),
            Self.trace("stuck"), ["votes": ["a"]],
        ]
        let id = try await self.store(store, traces).experiment.id
        func indices(_ query: PredictionQuery) async throws -> [Int] {
            let page = try await store.predictions(of: id, query)
            #expect(page.total == page.items.count || query.limit < page.total)
            return page.items.map(\.index)
        }
        #expect(try await indices(PredictionQuery(ending: "stuck")) == [1, 4, 5])
        #expect(try await indices(PredictionQuery(ending: "stuck", sort: .slowest)) == [5, 4, 1])
        #expect(try await indices(PredictionQuery(metric: "em.squad", correct: true, ending: "stuck")) == [4])
        #expect(try await indices(PredictionQuery(text: "country 1", ending: "stuck")) == [1])
        #expect(try await indices(PredictionQuery(ending: "token-budget")) == [])
        #expect(try await indices(PredictionQuery(status: .answered, ending: "answered")) == [0, 3])
        var query = PredictionQuery(ending: "stuck", limit: 2)
        let first = try await store.predictions(of: id, query)
        query.cursor = first.next
        #expect(first.items.map(\.index) == [1, 4] && first.total == 3)
        #expect(try await indices(query) == [5])
    }

    @Test(arguments: StoreKind.allCases)
    func `Ends and tool calls are counted as they come`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let traces = [
            Self.trace("answered", [("search", nil), ("search", "not-found"), ("calculator", nil)]),
            Self.trace("stuck", [("search", "not-found"), ("search", "timeout")]), Self.trace("answered"),
        ]
        let fixture = try await self.store(store, traces)
        let figures = try await store.agentFigures(of: fixture.experiment.id)
        #expect(figures.endings == ["answered": 2, "stuck": 1] && figures.runs == 3)
        #expect(figures.tools == ["search": ["": 1, "not-found": 2, "timeout": 1], "calculator": ["": 1]])
        #expect(figures.calls(of: "search") == 4 && figures.failures(of: "search") == 3)
        // A sample that is recorded twice counts once.
        var again = fixture.prediction(0)
        again.trace = traces[1]
        #expect(try await store.record(again, calls: []) == false)
        #expect(try await store.agentFigures(of: fixture.experiment.id) == figures)
    }

    @Test(arguments: StoreKind.allCases)
    func `A method that is no agent has none`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store, recording: 0..<3)
        #expect(try await store.agentFigures(of: fixture.experiment.id).isEmpty)
        await expectError("store.not-found") { _ = try await store.agentFigures(of: "nobody") }
    }

    @Test(arguments: StoreKind.allCases)
    func `Judging afterwards changes neither`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try await self.store(store, [Self.trace("stuck", [("search", nil)])])
        let id = fixture.experiment.id
        var judged = Self.trace("stuck", [("search", nil)]).object ?? [:]
        judged["faithfulness"] = ["mean": 1]
        try await store.replaceTraces(of: id, [0: .object(judged)])
        #expect(try await store.predictions(of: id, PredictionQuery(ending: "stuck")).total == 1)
        #expect(try await store.agentFigures(of: id).tools == ["search": ["": 1]])
    }
}
