import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeNetworks

/// The whole way from text to vector or judgement on the tiny models' own folders.
@Suite struct TinyFolderTests {
    private func options(_ precision: PrecisionChoice = .float32) -> EncoderOptions {
        EncoderOptions(name: "tiny", precision: precision, threads: 2)
    }

    @Test("a folder's embedder gives PyTorch's vectors of the texts themselves")
    func embedder() async throws {
        let model = try TinyModel("tiny-roberta")
        let golden = try #require(model.golden["F32"])
        let embedder = try EncoderFolder(at: model.folder, options: options()).embedder()
        #expect(embedder.info.architecture == "roberta")
        #expect(embedder.info.name == "tiny")
        #expect(embedder.info.precision == "float32")
        #expect(embedder.info.maxTokens == 64)
        #expect(embedder.info.sha256.count == 64)
        let vectors = try await embedder.embed(golden.texts.map(\.text))
        #expect(vectors.dimension == 32)
        #expect(largestDifference((0..<10).map { Array(vectors[$0]) }, golden.texts.map(\.vector)) < 2e-6)
        #expect(try await embedder.embed([]).count == 0)
    }

    @Test(
        "a folder's judge gives PyTorch's probabilities by the names in config.json",
        arguments: ["tiny-bert", "tiny-roberta", "tiny-bart"])
    func judge(name: String) async throws {
        let model = try TinyModel(name)
        let golden = try #require(model.golden["F32"]).pairs
        let judge = try EncoderFolder(at: model.folder, options: options()).entailmentJudge()
        let judgements = try await judge.judge(
            golden.map { EntailmentPair(premise: $0.first, hypothesis: $0.second) })
        #expect(judgements.count == golden.count)
        for (judgement, pair) in zip(judgements, golden) {
            let weights = pair.logits.map { exp(Double($0)) }
            let total = weights.reduce(0, +)
            // The fixtures' labels: 0 neutral, 1 contradiction, 2 entailment.
            #expect(abs(judgement.neutral - weights[0] / total) < 1e-5)
            #expect(abs(judgement.contradiction - weights[1] / total) < 1e-5)
            #expect(abs(judgement.entailment - weights[2] / total) < 1e-5)
        }
    }

    @Test("texts of any length get a vector: empty, one character, far beyond the window")
    func lengths() async throws {
        let embedder = try EncoderFolder(at: TinyModel("tiny-bert").folder, options: options(.automatic)).embedder()
        let texts = ["", " ", "a", "\u{0}", "🦉", String(repeating: "river ", count: 20_000)]
        let vectors = try await embedder.embed(texts)
        for row in 0..<texts.count {
            #expect(abs(cosine(vectors[row], vectors[row]) - 1) < 1e-6)
            #expect(abs(vectors[row].reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
        #expect(embedder.tokenRanges(of: texts[5]).count >= 20_000)
    }

    @Test("many texts come back in order, whatever the pieces they were computed in")
    func order() async throws {
        let model = try TinyModel("tiny-bert")
        let texts = try #require(model.golden["F32"]).texts.map(\.text)
        let embedder = try EncoderFolder(at: model.folder, options: options()).embedder()
        let once = try await embedder.embed(texts)
        let many = try await embedder.embed((0..<500).map { texts[$0 % texts.count] })
        #expect((0..<500).allSatisfy { Array(many[$0]) == Array(once[$0 % texts.count]) })
    }

    @Test("a folder without weights, or with cut ones, is refused with a remedy")
    func broken() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-network-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: TinyModel("tiny-bert").folder, to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let weights = folder.appending(path: "model.safetensors")
        try Data(contentsOf: weights).dropLast(100).write(to: weights)
        let cut = #expect(throws: NetworkError.self) { try EncoderFolder(at: folder).embedder() }
        #expect(cut?.code == "weights.broken")
        try FileManager.default.removeItem(at: weights)
        let missing = #expect(throws: NetworkError.self) { try EncoderFolder(at: folder).embedder() }
        #expect(missing?.kind == .notFound)
        #expect(missing?.remedy != nil)
    }

    @Test("pipes in the place of settings are not waited for", .timeLimit(.minutes(1)))
    func pipes() throws {
        let folder = try ForgeTesting.TemporaryFolder()
        for name in ["config.json", "modules.json", "tokenizer.json"] {
            #expect(mkfifo(folder.file(name).path, 0o600) == 0)
        }
        let config = #expect(throws: NetworkError.self) { try ModelConfig(at: folder.file("config.json")) }
        let settings = #expect(throws: NetworkError.self) { try SentenceSettings(at: folder.url) }
        let tokenizer = #expect(throws: NetworkError.self) {
            try TokenizerFiles(folder: folder.url).bytes("tokenizer.json")
        }
        for error in [config, settings, tokenizer] { #expect(error?.cause?.contains("pipe") == true) }
    }

    @Test("labels are found by name, and models of other tasks are refused")
    func labels() throws {
        let bart = try EntailmentLabels(names: ["contradiction", "neutral", "entailment"])
        #expect((bart.entailment, bart.neutral, bart.contradiction) == (2, 1, 0))
        let two = try EntailmentLabels(names: ["ENTAILMENT", "NOT_ENTAILMENT"])
        #expect((two.entailment, two.neutral, two.contradiction) == (0, nil, nil))
        for names in [[], ["LABEL_0", "LABEL_1", "LABEL_2"], ["positive", "negative"], ["entailment"]] {
            #expect(throws: NetworkError.self) { try EntailmentLabels(names: names) }
        }
    }
}
