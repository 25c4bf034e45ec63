import Testing

@testable import ForgeNetworks

@Suite struct TinyModelTests {
    @Test(
        "BERT's vectors from the first token equal PyTorch's, from F32, F16 and BF16 files",
        arguments: ["F32", "F16", "BF16"])
    func bertVectors(numbers: String) throws {
        let model = try TinyModel("tiny-bert")
        let golden = try #require(model.golden[numbers])
        let vectors = run(
            try model.builder(numbers).embedder(.first), golden.texts.map { TokenSequence(ids: $0.ids) })
        #expect(vectors.count == 10)
        #expect(largestDifference(vectors, golden.texts.map(\.vector)) < 2e-6)
    }

    @Test("BERT's logits equal PyTorch's with real token types", arguments: ["F32", "F16", "BF16"])
    func bertLogits(numbers: String) throws {
        let model = try TinyModel("tiny-bert")
        let golden = try #require(model.golden[numbers])
        let sequences = golden.pairs.map { TokenSequence(ids: $0.ids, typed: $0.types) }
        let network = try model.builder(numbers).classifier(labels: 3)
        #expect(largestDifference(run(network, sequences), golden.pairs.map(\.logits)) < 1e-5)
        let withoutTypes = run(network, sequences.map { TokenSequence(ids: $0.ids) })
        #expect(largestDifference(withoutTypes, golden.pairs.map(\.logits)) > 0.01)
    }

    @Test("RoBERTa's mean vectors equal PyTorch's")
    func robertaVectors() throws {
        let model = try TinyModel("tiny-roberta")
        let golden = try #require(model.golden["F32"])
        let vectors = run(try model.builder().embedder(.mean), golden.texts.map { TokenSequence(ids: $0.ids) })
        #expect(largestDifference(vectors, golden.texts.map(\.vector)) < 2e-6)
    }

    @Test("RoBERTa's and BART's logits equal PyTorch's", arguments: ["tiny-roberta", "tiny-bart"])
    func logits(name: String) throws {
        let model = try TinyModel(name)
        let golden = try #require(model.golden["F32"])
        let logits = run(
            try model.builder().classifier(labels: 3), golden.pairs.map { TokenSequence(ids: $0.ids) })
        #expect(logits.count == 10)
        #expect(largestDifference(logits, golden.pairs.map(\.logits)) < 1e-5)
    }

    @Test(
        "an output depends on its own sequence alone, to the last bit",
        arguments: Precision.allCases.filter(\.isAvailable))
    func independence(precision: Precision) throws {
        for name in ["tiny-bert", "tiny-roberta", "tiny-bart"] {
            let model = try TinyModel(name)
            let golden = try #require(model.golden["F32"])
            let network = try model.builder(precision: precision).classifier(labels: 3)
            let sequences = golden.pairs.map { TokenSequence(ids: $0.ids, typed: $0.types) }
            let together = run(network, sequences)
            let alone = sequences.flatMap { run(network, [$0]) }
            let backwards = Array(run(network, sequences.reversed()).reversed())
            #expect(together == alone)
            #expect(together == backwards)
        }
    }

    @Test(
        "bfloat16 stays near float32",
        .enabled(if: Precision.bfloat16.isAvailable, "needs a processor with AVX-512 BF16"))
    func bfloat16() throws {
        let model = try TinyModel("tiny-roberta")
        let sequences = try #require(model.golden["F32"]).texts.map { TokenSequence(ids: $0.ids) }
        let exact = run(try model.builder().embedder(.mean), sequences)
        let rounded = run(try model.builder(precision: .bfloat16).embedder(.mean), sequences)
        #expect(exact != rounded)
        #expect(zip(exact, rounded).allSatisfy { cosine($0, $1) > 0.999 })
    }
}
