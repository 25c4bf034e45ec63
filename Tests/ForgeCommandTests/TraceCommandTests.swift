import ForgeCore
import ForgeStore
import ForgeTesting
import Foundation
import Testing

@Suite("Agents' traces on the command line")
struct TraceCommandTests {
    private static let agent: JSONValue = [
        "question": "q", "tools": [], "context": [:],
        "options": [
            "form": "text", "maxIterations": 5, "forcesAnswer": true, "sameActionLimit": 3,
            "parseFailureLimit": 3,
            "toolFailureLimit": 3, "observationLimit": 1500, "toolTimeout": 60, "stepTokens": 200,
            "answerTokens": 48,
            "numbersSteps": false, "usesGrammar": false,
        ],
        "steps": [
            [
                "number": 1, "isForced": false, "output": " So.\nAnswer: City", "kept": "",
                "thought": "So.",
                "answer": "City", "parser": "answer-marker", "ignoredCalls": 0,
                "usage": ["inputTokens": 20, "outputTokens": 5, "cachedTokens": 0, "seconds": 0.1],
            ]
        ],
        "outcome": [
            "ending": ["status": "answered", "reason": "it did"], "answer": "City", "origin": "stated",
        ],
    ]

    private func home(_ traces: [JSONValue], method: String = "react") async throws -> ForgeProcess {
        let forge = try ForgeProcess()
        let store = try await SQLiteStore.open(at: ForgeHome(root: forge.home).database)
        let fixture = try StoredFixture(name: "agents", method: method, count: traces.count)
        try await fixture.store(in: store)
        for (index, trace) in traces.enumerated() {
            var prediction = fixture.prediction(index)
            prediction.trace = trace
            try await store.record(prediction, calls: [])
        }
        try await store.close()
        return forge
    }

    @Test func `all or one of them show, as text and as JSON`() async throws {
        let forge = try await home([["agent": Self.agent], ["agent": Self.agent]])
        defer { forge.remove() }
        let all = try await forge.run("show", "agents", "--trace")
        #expect(all.status == 0, "\(all.errors)")
        #expect(
            all.output.contains("#0 (s0)") && all.output.contains("#1 (s1)")
                && all.output.contains("gold: City 1"))
        #expect(all.output.contains("end: answered (it did) · 0 tool calls"))
        let one = try await forge.run("show", "agents", "--trace", "--index", "1", "--json")
        let documents = try JSON.decode([JSONValue].self, from: one.output)
        #expect(
            documents.map { $0["index"] } == [1] && documents[0]["agent"]?["steps"]?.array?.count == 1)
        let report = try await forge.run("show", "agents")
        #expect(report.status == 0 && report.output.contains("ended: answered 2/2"))
    }

    @Test func `what has none, and a question that is not there, say so`() async throws {
        let forge = try await home([.null, .null], method: "naive")
        defer { forge.remove() }
        for arguments in [["--trace"], ["--trace", "--index", "1"], ["--trace", "--index", "77"]] {
            let result = try await forge.run(["show", "agents"] + arguments)
            #expect(result.status != 0 && result.errors.contains("has no agent's trace"), "\(arguments)")
            #expect(result.errors.contains("react"))
        }
    }

    @Test func `a trace of another version is an error of --trace alone`() async throws {
        let forge = try await home([["agent": ["steps": "many"]], ["agent": Self.agent]])
        defer { forge.remove() }
        let trace = try await forge.run("show", "agents", "--trace")
        #expect(trace.status != 0 && trace.errors.contains("of question 0 cannot be read"))
        #expect(trace.errors.contains("another version"))
        let report = try await forge.run("show", "agents")
        #expect(report.status == 0 && report.output.contains("ended: answered 1/1"), "\(report.errors)")
        #expect(try await forge.run("show", "agents", "--trace", "--index", "1").status == 0)
    }
}
