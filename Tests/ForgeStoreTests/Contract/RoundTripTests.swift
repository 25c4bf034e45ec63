import ForgeCore
import ForgeTesting
import Foundation
import Testing

@Suite struct `What is stored comes back` {
    @Test(arguments: StoreKind.allCases)
    func `An experiment returns as it was created`(kind: StoreKind) async throws {
        let store = try await kind.make()
        var fixture = try StoredFixture(tags: ["paper", "a\"b,c", "ünï"])
        fixture.experiment.name = Text.awkward
        fixture.experiment.seed = .max
        fixture.experiment.config = Text.json
        fixture.experiment.provenance = Text.json
        fixture.experiment.elapsed = 0.1 + 0.2
        try await store.create(fixture.experiment, samples: fixture.samples)
        #expect(try await store.experiment(fixture.experiment.id) == fixture.experiment)
    }

    @Test(arguments: StoreKind.allCases)
    func `Samples return in order and with their origin, also when two experiments share them`(
        kind: StoreKind
    ) async throws {
        let store = try await kind.make()
        var first = try StoredFixture()
        first.samples.samples[0].passages = [Passage(title: Text.awkward, sentences: ["a\u{2028}b", ""])]
        first.samples.samples[1].metadata = ["level": "hard", "nested": Text.json]
        first.experiment.sampleHash = try first.samples.contentHash()
        var second = first
        second.experiment.id = ExperimentID.make()
        second.samples.source = "somewhere else"
        second.samples.seed = 99
        try await first.store(in: store)
        try await second.store(in: store)
        #expect(try await store.samples(of: first.experiment.id) == first.samples)
        #expect(try await store.samples(of: second.experiment.id) == second.samples)
    }

    @Test(arguments: StoreKind.allCases)
    func `Samples that are not those of the hash are refused`(kind: StoreKind) async throws {
        let store = try await kind.make()
        var fixture = try StoredFixture()
        fixture.samples.samples.swapAt(0, 1)
        await expectError("store.invalid") {
            try await store.create(fixture.experiment, samples: fixture.samples)
        }
        await expectError("store.not-found") { _ = try await store.experiment(fixture.experiment.id) }
    }

    @Test(arguments: StoreKind.allCases)
    func `Every field of a prediction and of its calls returns`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let prediction = Prediction(
            experimentID: fixture.experiment.id, index: 3, sampleID: Text.awkward, question: Text.awkward,
            golds: ["", Text.awkward, "b"], output: Text.awkward, answer: Text.awkward, answerSource: .boxed,
            flags: AnswerFlag.allCases, status: .failed, error: Text.awkward,
            scores: ["em.squad": 1, "f1.squad": 2.0 / 3, Text.awkward: -0.1], latency: 1e-9, timeToFirstToken: 0.3,
            inputTokens: 1, outputTokens: 2, cachedTokens: 3, calls: 2, trace: Text.json)
        var call = fixture.call(3)
        (call.purpose, call.engine, call.prompt, call.output) = (
            Text.awkward, Text.awkward, Text.awkward, Text.awkward
        )
        call.memory = 1 << 40
        call.finishReason = .deadline
        let calls = [call, fixture.call(3, step: 1)]
        #expect(try await store.record(prediction, calls: calls))
        #expect(try await store.predictions(of: fixture.experiment.id, .init()).items == [prediction])
        #expect(try await store.calls(of: fixture.experiment.id, index: 3, cursor: nil, limit: 9).items == calls)
    }

    @Test(arguments: StoreKind.allCases)
    func `A prediction with nothing but its defaults returns`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let prediction = Prediction(
            experimentID: fixture.experiment.id, index: 0, sampleID: "", question: "", golds: [])
        try await store.record(prediction, calls: [])
        #expect(try await store.predictions(of: fixture.experiment.id, .init()).items == [prediction])
    }

    @Test(arguments: StoreKind.allCases)
    func `A text of eight megabytes returns`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        var prediction = fixture.prediction(0)
        prediction.output = String(repeating: "né\u{2028}\0", count: 1 << 20)
        try await store.record(prediction, calls: [])
        let stored = try await store.predictions(of: fixture.experiment.id, .init()).items
        #expect(stored.map(\.output.utf8.count) == [prediction.output.utf8.count])
        #expect(stored == [prediction])
    }

    @Test(arguments: StoreKind.allCases)
    func `Results keep their order, and replacing them leaves nothing of the old`(kind: StoreKind) async throws {
        let store = try await kind.make()
        let fixture = try StoredFixture()
        try await fixture.store(in: store)
        let results = [
            MetricResult(
                metric: "em.squad", version: 1, value: 1.0 / 3, low: 0.1, high: 0.6, interval: "wilson", scored: 3,
                total: 5, unit: "proportion"),
            MetricResult(metric: "gsm8k.strict", version: 2, value: nil, scored: 0, total: 5, unit: "proportion"),
        ]
        try await store.replaceResults(of: fixture.experiment.id, results)
        #expect(try await store.results(of: fixture.experiment.id) == results)
        try await store.replaceResults(of: fixture.experiment.id, [results[1]])
        #expect(try await store.results(of: fixture.experiment.id) == [results[1]])
    }
}

/// Values that are hard to store.
enum Text {
    static let awkward = "a\0b \u{2028}\u{2029}\u{85} \r\n\t'\"\\ %_*?[ é e\u{301} 👩‍🔬 \u{10FFFF} ; DROP TABLE runs; --"
    static let json: JSONValue = [
        "text": .string(awkward), "null": nil, "list": [1, -2, 0.5, true, false, [], [:]],
        "big": .integer(.max), "small": .number(.leastNonzeroMagnitude), "": ["a.b": "c"],
    ]
}
