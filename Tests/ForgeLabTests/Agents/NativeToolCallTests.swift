import ForgeAgents
import ForgeCore
import ForgeEngines
import Synchronization
import Testing

@testable import ForgeLab

/// A server's model that calls the calculator once and then answers.
private final class CallingEngine: Engine {
    let info: EngineInfo
    let requests = Mutex<[GenerationRequest]>([])

    init(callsTools: Bool?) {
        info = EngineInfo(
            engine: "vllm", build: "1", model: "m", contextLength: 0,
            server: ServerInfo(kind: .vllm, address: "http://h/v1", callsTools: callsTools, countsTokens: false))
    }

    func generate(_ request: GenerationRequest) async throws -> Generation {
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count
        }
        let isFirst = number == 1
        let isNative = !request.tools.isEmpty
        let text =
            isNative ? (isFirst ? "" : "Answer: 42") : isFirst ? " Hm.\nAction: calculator[6*7]" : " So.\nAnswer: 42"
        let call = NativeToolCall(id: "c7", name: "calculator", arguments: #"{"expression":"6*7"}"#)
        return Generation(
            text: text, renderedPrompt: "", tokens: [], inputTokens: 1, outputTokens: 1, finishReason: .endOfTurn,
            timeToFirstToken: 0, latency: 0, toolCalls: isNative && isFirst ? [call] : [])
    }

    func countTokens(in text: String) async throws -> Int { 1 }
    func clearCache() async {}
    func shutdown() async {}
}

@Suite("Native tool calls")
struct NativeToolCallTests {
    private func run(
        _ options: [String: JSONValue], on engine: any Engine
    ) async throws -> (answer: MethodAnswer, trace: AgentTrace) {
        let options = options.merging(["tools": ["calculator"]]) { $1 }
        let method = try ReAct(options: MethodOptions(options, fields: ReAct.options))
        let bench = Bench(
            engine: engine, settings: BenchSettings(generation: GenerationConfig(), seed: 0), experimentID: "x",
            index: 0)
        let sample = Sample(id: "s", question: "What is 6 times 7?", answers: ["42"], task: .openQuestion)
        let answer = try await method.answer(sample, using: bench)
        return (answer, try JSON.decode(from: JSON.data(try #require(answer.trace["agent"]))))
    }

    @Test(arguments: [("native", nil as Bool?), ("native", true), ("auto", true)])
    func `the tools are declared, and calls and results are messages`(choice: String, callsTools: Bool?) async throws {
        let engine = CallingEngine(callsTools: callsTools)
        let (answer, trace) = try await run(["tool_calls": .string(choice)], on: engine)
        #expect(answer.answer.text == "42" && trace.options.form == .native)
        #expect(trace.steps.first?.parser == .native && trace.steps.first?.action?.callID == "c7")
        let requests = engine.requests.withLock { $0 }
        #expect(requests[0].tools.first?["function"]?["name"] == "calculator")
        guard case .chat(let messages) = requests[1].prompt else { throw CancellationError() }
        #expect(messages.map(\.role) == [.system, .user, .assistant, .tool])
        #expect(messages[2].toolCalls?.first?.id == "c7")
        #expect(messages[3].toolCallID == "c7" && messages[3].content.contains("42"))
    }

    @Test(arguments: [("text", true as Bool?), ("auto", nil), ("auto", false)])
    func `otherwise calls are read from the text`(choice: String, callsTools: Bool?) async throws {
        let engine = CallingEngine(callsTools: callsTools)
        let (answer, trace) = try await run(["tool_calls": .string(choice)], on: engine)
        #expect(answer.answer.text == "42" && trace.options.form == .text)
        #expect(engine.requests.withLock { $0.allSatisfy { $0.tools.isEmpty } })
    }

    @Test func `a grammar and native calls exclude one another`() throws {
        let options: [String: JSONValue] = ["tool_calls": "native", "constrained": true]
        #expect(throws: LabError.self) { try ReAct(options: MethodOptions(options, fields: ReAct.options)) }
    }

    @Test func `a model in this process is told that it takes no declared tools`() async throws {
        let engine = ScriptedEngine(.closure { _ in "Answer: 42" })
        let error = await #expect(throws: LabError.self) { try await run(["tool_calls": "native"], on: engine) }
        #expect(error?.remedy?.contains("engine.type") == true)
        #expect(try await run(["tool_calls": "auto"], on: engine).trace.options.form == .text)
    }
}
