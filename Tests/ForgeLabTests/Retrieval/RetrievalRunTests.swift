import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeTesting
import Synchronization
import Testing

@testable import ForgeLab

@Suite("Experiments that look things up")
struct RetrievalRunTests {
    private static let passages = [
        (title: "France", text: "The capital of France is Paris."), (title: "Italy", text: "Italy is not small."),
    ]
    private static let config = """
        name: rag
        method: {name: rag, knowledge_base: facts, k: 1}
        model: parrot
        dataset: capitals
        faithfulness: {nli: minilm-nli}
        concurrency: 2
        """

    private func laboratory(
        _ fixture: LabFixture, retriever: FakeRetriever = FakeRetriever(passages), judge: FakeJudge = FakeJudge()
    ) -> Laboratory {
        var laboratory = fixture.laboratory
        laboratory.retrievers = { specification in
            #expect(specification.knowledgeBase == "facts")
            return retriever
        }
        laboratory.entailment = { name in
            #expect(name == nil || name == "minilm-nli" || name == "other")
            return judge
        }
        return laboratory
    }

    private func prepare(_ laboratory: Laboratory, _ text: String = config) async throws -> Experiment {
        let plan = try ConfigLoader(catalogue: laboratory.models.catalogue).load(text: text)
        return try #require(try await laboratory.prepare(plan).first)
    }

    private func results(_ fixture: LabFixture, _ id: String) async throws -> [String: MetricResult] {
        let results = try await fixture.store.results(of: id)
        return Dictionary(uniqueKeysWithValues: results.map { ($0.metric, $0) })
    }

    @Test func `passages, judgements and what they were made with are stored`() async throws {
        let fixture = try await LabFixture()
        let judge = FakeJudge()
        let laboratory = laboratory(fixture, judge: judge)
        let experiment = try await prepare(laboratory)
        #expect(experiment.method == "rag.naive")
        _ = try await laboratory.run([experiment]) { _ in }
        let prediction = try await fixture.store.predictions(of: experiment.id, PredictionQuery(limit: 1)).items[0]
        #expect(RetrievalTrace(trace: prediction.trace)?.passages.map(\.title) == ["France"])
        let report = try #require(FaithfulnessReport(trace: prediction.trace))
        #expect(report.sentences.map(\.sentence) == ["Paris"] && report.sentences[0].best?.title == "France")
        #expect(judge.calls.count == 6)
        let provenance = try await fixture.store.experiment(experiment.id).provenance
        #expect(provenance["retriever"]?["contentHash"] == "k0" && provenance["nli"]?["name"] == "fake-judge")
    }

    @Test func `results say how many were scored, with Wilson's interval, and none for equal means`() async throws {
        let fixture = try await LabFixture()
        let laboratory = laboratory(fixture)
        let experiment = try await prepare(laboratory)
        _ = try await laboratory.run([experiment]) { _ in }
        let found = try await results(fixture, experiment.id)
        #expect(found["faithfulness.nli"]?.scored == 6 && found["faithfulness.nli"]?.interval == nil)
        #expect(found["hallucination.nli"]?.interval == "wilson" && found["faithfulness.whole"] != nil)
        #expect(found["hit@1"]?.scored == 6 && found["recall@1"] == nil)
        #expect(found["hit@shown"]?.value == found["hit@1"]?.value && found["rate.passages-dropped"] == nil)
    }

    @Test func `passages that did not fit are counted, and hit@shown leaves them out`() async throws {
        let fixture = try await LabFixture()
        let laboratory = laboratory(fixture)
        let experiment = try await prepare(laboratory, Self.config.replacing("k: 1", with: "k: 2, context_tokens: 1"))
        _ = try await laboratory.run([experiment]) { _ in }
        let found = try await fixture.store.results(of: experiment.id)
        let value = { (name: String) in found.first { $0.metric == name }?.value }
        #expect(value("rate.passages-dropped") == 1 && value("hit@shown") == 0 && (value("hit@2") ?? 0) > 0)
        #expect(ResultNotes.notes(found).first?.hasPrefix("In 6 of 6 questions passages were found that") == true)
    }

    @Test func `a comparison tells that the base changed between two runs`() async throws {
        let fixture = try await LabFixture()
        let before = laboratory(fixture)
        let after = laboratory(fixture, retriever: FakeRetriever(Self.passages, contentHash: "k1"))
        let first = try await prepare(before)
        let second = try await prepare(after, Self.config.replacing("name: rag\n", with: "name: later\n"))
        _ = try await before.run([first]) { _ in }
        _ = try await after.run([second]) { _ in }
        let sides = try await [first, second].asyncMap { try await fixture.store.experiment($0.id) }
        let comparison = try await Comparing(store: fixture.store).compare(sides, options: .init())
        let words = "The knowledge base `facts` changed between the runs: rag:"
        #expect(comparison.warnings.first?.hasPrefix(words) == true)
    }

    @Test func `a question that cannot be looked up fails alone, a broken base ends the run`() async throws {
        let fixture = try await LabFixture()
        let bad = LabError(.invalidInput, "query", "No words.", remedy: "Use some.")
        let laboratory = laboratory(fixture, retriever: FakeRetriever(Self.passages, failures: [2: bad]))
        let experiment = try await prepare(laboratory)
        _ = try await laboratory.run([experiment]) { _ in }
        let failed = try await fixture.store.predictions(of: experiment.id, PredictionQuery(status: .failed)).items
        #expect(failed.count == 1)
        #expect(failed[0].error == "the question cannot be looked up\nCause: No words.\nRemedy: Use some.")
        #expect(try await fixture.status(experiment) == .completed)
        #expect(try await results(fixture, experiment.id)["faithfulness.nli"]?.scored == 5)
        let gone = LabError(.resourceExhausted, "disk", "The disk is full.")
        let broken = self.laboratory(fixture, retriever: FakeRetriever(Self.passages, failures: [0: gone]))
        let other = try await prepare(broken)
        await #expect(throws: LabError.self) { try await broken.run([other]) { _ in } }
        #expect(try await fixture.status(other) == .failed)
    }

    @Test func `one without an answer ends as failed, and may go on with a base that was mended`() async throws {
        let fixture = try await LabFixture()
        let bad = LabError(.invalidInput, "query", "No vectors.", remedy: "Embed them.")
        let failures = Dictionary(uniqueKeysWithValues: (0..<6).map { ($0, bad as any Error) })
        let broken = laboratory(fixture, retriever: FakeRetriever(Self.passages, failures: failures))
        let experiment = try await prepare(broken)
        let ended = try await broken.run([experiment]) { _ in }
        #expect(ended[0].status == .failed)
        let words = "All 6 questions failed.\nthe question cannot be looked up\nCause: No vectors.\nRemedy: Embed them."
        #expect(ended[0].error == words)
        let mended = laboratory(fixture, retriever: FakeRetriever(Self.passages, contentHash: "k1"))
        let finished = try await mended.run([experiment]) { _ in }
        #expect(finished[0].status == .completed && finished[0].error == nil && finished[0].done == 6)
    }

    @Test(arguments: ["knowledge base", "NLI model"])
    func `an experiment does not go on with another`(_ what: String) async throws {
        let fixture = try await LabFixture()
        let gone = LabError(.unavailable, "gone", "Away.")
        let before = laboratory(fixture, retriever: FakeRetriever(Self.passages, failures: [4: gone]))
        let experiment = try await prepare(before)
        await #expect(throws: LabError.self) { try await before.run([experiment]) { _ in } }
        let after = laboratory(
            fixture, retriever: FakeRetriever(Self.passages, contentHash: what == "knowledge base" ? "k1" : "k0"),
            judge: FakeJudge(sha256: what == "knowledge base" ? "j0" : "j1"))
        let error = await #expect(throws: LabError.self) { try await after.run([experiment]) { _ in } }
        #expect(error?.code == "resume.changed" && error?.message.contains(what) == true)
        let same = laboratory(fixture)
        let finished = try await same.run([experiment]) { _ in }
        #expect(finished[0].status == .completed)
    }

    @Test func `rescoring judges what was not judged, and again when another model is named`() async throws {
        let fixture = try await LabFixture()
        let laboratory = laboratory(fixture)
        let text = Self.config.replacing("faithfulness: {nli: minilm-nli}\n", with: "")
        let experiment = try await prepare(laboratory, text)
        _ = try await laboratory.run([experiment]) { _ in }
        #expect(try await results(fixture, experiment.id)["faithfulness.nli"] == nil)
        let judge = FakeJudge(name: "first")
        var rescoring = Rescoring(store: fixture.store, entailment: { _ in judge })
        try await rescoring.rescore(experiment.id, metrics: ["em.squad", "faithfulness.nli"])
        #expect(try await results(fixture, experiment.id)["faithfulness.nli"]?.scored == 6)
        try await rescoring.rescore(experiment.id, metrics: ["hallucination.nli"])
        #expect(judge.calls.count == 6)
        rescoring.entailment = { _ in FakeJudge(name: "second") }
        try await rescoring.rescore(experiment.id, metrics: ["hallucination.nli"], nli: "other")
        let provenance = try await fixture.store.experiment(experiment.id).provenance
        #expect(provenance["nli"]?["name"] == "second" && provenance["retriever"]?["contentHash"] == "k0")
        let prediction = try await fixture.store.predictions(of: experiment.id, PredictionQuery(limit: 1)).items[0]
        #expect(FaithfulnessReport(trace: prediction.trace)?.judge == "second")
        #expect(RetrievalTrace(trace: prediction.trace) != nil)
    }

    @Test func `two retrievals are compared question by question, and fewer hallucinations are better`() async throws {
        let fixture = try await LabFixture()
        let laboratory = laboratory(fixture)
        let useful = try await prepare(laboratory)
        let other = self.laboratory(fixture, retriever: FakeRetriever([(title: "x", text: "Nothing at all.")]))
        let useless = try await prepare(other, Self.config.replacing("name: rag\n", with: "name: bare\n"))
        _ = try await laboratory.run([useful]) { _ in }
        _ = try await other.run([useless]) { _ in }
        let sides = try await [useless, useful].asyncMap { try await fixture.store.experiment($0.id) }
        let comparison = try await Comparing(store: fixture.store)
            .compare(sides, options: ComparisonOptions(metric: "hallucination.nli"))
        let difference = try #require(comparison.pairs.first?.differences.first)
        #expect(difference.metric == "hallucination.nli" && difference.paired == 6)
        #expect(difference.difference < 0 && !difference.isHigherBetter)
        #expect(comparison.verdict.contains("points lower than bare in hallucination.nli"))
    }

    @Test func `without knowledge bases or NLI models nothing is begun`() async throws {
        let fixture = try await LabFixture()
        await #expect(throws: LabError.self) { try await prepare(fixture.laboratory) }
        var laboratory = laboratory(fixture)
        laboratory.entailment = nil
        let error = await #expect(throws: LabError.self) { try await prepare(laboratory) }
        #expect(error?.message == "no NLI models can be loaded here")
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
