import ForgeCatalogue
import ForgeCore
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import ForgeLab
@testable import ForgeWeb

@Suite("Page of the playground")
struct PlaygroundPageTests {
    @Test
    func `The form offers models that are here and every method`() async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let html = try await client.page("/playground").html
            #expect(html.contains("<option value=\"parrot\" selected>"))
            #expect(html.contains("<option value=\"self-consistency\">"))
            #expect(html.contains("data-slot=\"6\""))
        }
    }

    @Test
    func `Without a model it says where to get one`() async throws {
        let fixture = try await WebFixture()
        _ = try fixture.services.models.remove("parrot")
        try await fixture.test { client in
            let html = try await client.page("/playground").html
            #expect(html.contains("No model is on this machine"))
        }
    }

    @Test(arguments: [("temperature", "warm"), ("maxTokens", "1.5"), ("seed", "-1")])
    func `What is no number comes back with what was typed`(_ name: String, _ value: String) async throws {
        let fixture = try await WebFixture()
        try await fixture.test { client in
            let answer = try await client.post(
                "/playground", [("prompt", "Why \(StoredPairs.script)?"), ("model1", "parrot"), (name, value)])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.html.contains("value=\"\(value)\""))
            #expect(answer.html.contains("Why &lt;script&gt;"))
        }
    }

    @Test
    func `Events fill the columns`() {
        var columns = [PlaygroundColumn(.init(model: "a")), PlaygroundColumn(.init(model: "b", method: "cot"))]
        let calls = (0..<2).map { step in
            ModelCall(
                experimentID: "", index: 0, step: step, purpose: "answer", engine: "scripted", prompt: "", output: "",
                inputTokens: 3, outputTokens: 1, cachedTokens: 0, finishReason: .stop, latency: 0.2,
                timeToFirstToken: 0.1, queueTime: 0, memory: nil, startedAt: Timestamp.now())
        }
        let answer = PlaygroundAnswer(output: "Because.", answer: "x", calls: calls, latency: 0.5)
        PlaygroundColumn.take(.finished(contender: 0, answer), in: &columns)
        PlaygroundColumn.take(.failed(contender: 1, message: "Too long.", remedy: "Shorten it."), in: &columns)
        PlaygroundColumn.take(.finished(contender: 7, answer), in: &columns)
        #expect(columns[0].output == "Because.")
        #expect(columns[0].figures == "2 tokens in 500 ms, 4.00 tokens/s, 2 calls")
        #expect(columns[1].title == "b · cot")
        #expect(columns[1].error == "Too long.")
    }
}
