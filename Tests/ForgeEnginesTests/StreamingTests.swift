import ForgeCore
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeEngines

/// The pieces that were told, in their order.
private final class Pieces: Sendable {
    private let state = Mutex<[String]>([])
    var all: [String] { state.withLock { $0 } }
    var joined: String { all.joined() }
    func add(_ piece: String) { state.withLock { $0.append(piece) } }
}

@Suite("Text told while it is made")
struct TextTellerTests {
    /// Tells `bytes` token by token as a request does.
    private static func told(_ tokens: [[UInt8]], stops: [String]) -> (pieces: [String], text: String) {
        let pieces = Pieces()
        var output = OutputText(stops: stops)
        var teller = TextTeller { pieces.add($0) }
        for token in tokens {
            if output.append(token) { break }
            teller.tell(output)
        }
        teller.finish(output)
        return (pieces.all, output.text)
    }

    @Test(arguments: [
        (["Hello", " wor", "ld"], [], ["Hello", " wor", "ld"]),
        // Held back while it could become the stop string, told when it does not.
        (["one\n", "two\n", "\nthree"], ["\n\n"], ["one", "\ntwo"]),
        (["aaa", "b", "c"], ["aab"], ["a"]),
        (["EN", "D of", " all"], ["END."], ["END of", " all"]),
        // At the end nothing can follow any more.
        (["the EN"], ["END"], ["the ", "EN"]),
        (["x END"], ["END"], ["x "]),
        ([""], ["END"], []),
    ])
    func `a piece is told as soon as no stop string can begin in it`(
        tokens: [String], stops: [String], expected: [String]
    ) {
        let told = Self.told(tokens.map { Array($0.utf8) }, stops: stops)
        #expect(told.pieces == expected)
        #expect(told.pieces.joined() == told.text)
    }

    @Test func `a character is told when all its bytes are there`() {
        let told = Self.told(Array("ü👋!".utf8).map { [$0] }, stops: [])
        #expect(told.pieces == ["ü", "👋", "!"])
    }

    @Test func `an unfinished character before a stop string is left out`() {
        let told = Self.told([[0x61, 0xE2, 0x82], Array("END".utf8)], stops: ["END"])
        #expect(told.pieces == ["a"])
        #expect(told.text == "a")
    }

    @Test func `whatever the bytes, the tokens and the stop strings, the pieces joined are the text`() {
        var generator = SeededGenerator(seed: 7)
        // Letters of the stop strings, whole and broken characters.
        let alphabet: [UInt8] = [0x61, 0x62, 0x0A, 0xC3, 0xBC, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x91, 0x8B, 0x80, 0xFF]
        for _ in 0..<5000 {
            let tokens = (0..<generator.below(12)).map { _ in
                (0..<generator.below(5)).map { _ in alphabet[generator.below(alphabet.count)] }
            }
            let stops = [[], ["ab"], ["aab", "b\n"], ["ü", "abab"], ["\n\n", "€", "a👋"]][generator.below(5)]
            let told = Self.told(tokens, stops: stops)
            #expect(told.pieces.joined() == told.text, "\(tokens) \(stops)")
            #expect(!told.pieces.contains(""))
        }
    }
}

@Suite("Streaming from the scripted engine")
struct ScriptedStreamingTests {
    @Test(arguments: ["one two  three\nfour ", " leading", "", "   ", "word"])
    func `words come one by one and are the text`(answer: String) async throws {
        let engine = ScriptedEngine(.closure { _ in answer })
        let pieces = Pieces()
        let generation = try await engine.generate(.init(prompt: .text("x"))) { pieces.add($0) }
        #expect(pieces.joined == answer)
        #expect(generation.text == answer)
        #expect(pieces.all.count == max(answer.isEmpty ? 0 : 1, answer.split(whereSeparator: \.isWhitespace).count))
    }

    @Test func `stop strings, the token limit and the deadline hold as without streaming`() async throws {
        let engine = ScriptedEngine(.closure { _ in "one two three. END four" }, delay: .milliseconds(20))
        for request in [
            GenerationRequest(prompt: .text("x"), stop: ["END"]), .init(prompt: .text("x"), maxTokens: 2),
            .init(prompt: .text("x"), timeLimit: 0.005),
        ] {
            let pieces = Pieces()
            let streamed = try await engine.generate(request) { pieces.add($0) }
            let whole = try await engine.generate(request)
            #expect(streamed.text == whole.text)
            #expect(streamed.finishReason == whole.finishReason)
            #expect(pieces.joined == whole.text)
        }
    }

    @Test func `the delay is spread over the words and ends when the task is cancelled`() async throws {
        let engine = ScriptedEngine(.closure { _ in "a b c d e f g h i j" }, delay: .seconds(10))
        let pieces = Pieces()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await engine.generate(.init(prompt: .text("x"))) { pieces.add($0) }
                }
            }
            while pieces.all.isEmpty { try? await Task.sleep(for: .milliseconds(20)) }
            group.cancelAll()
        }
        #expect((1...3).contains(pieces.all.count))
    }
}

@Suite("Streaming from the real model", .serialized, .enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
struct LlamaStreamingTests {
    private func load() async throws -> LlamaEngine {
        try await LlamaEngine.load(path: #require(TestModel.path), options: .init(gpuLayers: .none))
    }

    private static func chat(_ text: String) -> Prompt { .chat([ChatMessage(.user, text)]) }

    @Test func `the pieces are the text, with and without stop strings, and the text is that without streaming`()
        async throws
    {
        let engine = try await load()
        let requests: [GenerationRequest] = [
            .init(prompt: Self.chat("Name three colours."), maxTokens: 40),
            .init(prompt: .text("Question: What is the capital of France?\nAnswer:"), maxTokens: 40, stop: ["\n"]),
            .init(prompt: Self.chat("Count from one to ten."), maxTokens: 60, stop: ["4.", "four", "5"]),
            .init(prompt: Self.chat("Write a line with emojis: 👋🙂"), maxTokens: 30),
            .init(
                prompt: Self.chat("Tell a story."), maxTokens: 40,
                sampling: SamplingOptions(temperature: 1.2, seed: 5)),
        ]
        var count = 0
        for request in requests {
            let whole = try await engine.generate(request)
            let pieces = Pieces()
            let streamed = try await engine.generate(request) { pieces.add($0) }
            #expect(pieces.joined == streamed.text)
            #expect(streamed.text == whole.text)
            #expect(streamed.tokens == whole.tokens)
            count += pieces.all.count
        }
        #expect(count > 50)
        await engine.shutdown()
    }

    @Test func `a deadline ends the pieces where the text ends`() async throws {
        let engine = try await load()
        let pieces = Pieces()
        let request = GenerationRequest(
            prompt: .text(String(repeating: "la la la la la la la la\n", count: 8)), maxTokens: 1500, timeLimit: 0.5)
        let generation = try await engine.generate(request) { pieces.add($0) }
        #expect(generation.finishReason == .deadline)
        #expect(pieces.joined == generation.text)
        await engine.shutdown()
    }

    @Test func `cancelling ends the pieces soon`() async throws {
        let engine = try await load()
        let pieces = Pieces()
        let request = GenerationRequest(
            prompt: .text(String(repeating: "la la la la la la la la\n", count: 8)), maxTokens: 1500)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: CancellationError.self) {
                    try await engine.generate(request) { pieces.add($0) }
                }
            }
            while pieces.all.count < 5 { try? await Task.sleep(for: .milliseconds(5)) }
            group.cancelAll()
        }
        let count = pieces.all.count
        try await Task.sleep(for: .milliseconds(100))
        #expect(pieces.all.count == count)
        await engine.shutdown()
    }
}
