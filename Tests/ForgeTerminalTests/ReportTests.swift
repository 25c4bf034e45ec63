import ForgeCore
import ForgeLab
import ForgeTesting
import Testing

@testable import ForgeTerminal

@Suite struct ReportTests {
    private static let metrics = [MetricInfo(name: "em.squad", version: 1, isBinary: true)]

    private func experiment(_ name: String, status: ExperimentStatus = .completed) -> Experiment {
        var experiment = Experiment(
            id: "01abcdefghjk", name: name, method: "naive", model: "smollm2-135m", dataset: "nq-open", split: "test",
            seed: 7, total: 40, config: ["method": ["name": .string(name)]], configHash: "c", sampleHash: "aaaabbbbcccc"
        )
        experiment.id = name
        experiment.status = status
        experiment.done = 40
        experiment.elapsed = 80
        return experiment
    }

    private func rows(right: Range<Int>) -> [PredictionRow] {
        (0..<40).map {
            PredictionRow(
                index: $0, scores: ["em.squad": right.contains($0) ? 1 : 0], latency: 1 + Double($0) / 10,
                timeToFirstToken: 0.05, inputTokens: 20, outputTokens: 10, answerSource: .whole)
        }
    }

    private func prediction(_ index: Int, answer: String?) -> Prediction {
        Prediction(
            experimentID: "x", index: index, sampleID: "s\(index)", question: "who wrote\nthe \u{1B}[31mbook?",
            golds: ["Ann"], answer: answer, latency: 1, outputTokens: 10)
    }

    @Test func `the report of an experiment has cards, results, histogram and extremes`() {
        let rows = rows(right: 0..<5)
        let results = ExperimentSummary.results(of: rows, metrics: Self.metrics, options: .init(elapsed: 80))
        let text = ExperimentReport(
            experiment("demo/naive"), results: results, latencies: rows.map(\.latency),
            fastest: [prediction(3, answer: "Ann")], slowest: [prediction(9, answer: nil)]
        ).rendered(for: .plain)
        #expect(
            text.hasPrefix(
                """
                demo/naive  demo/naive  completed 40/40
                naive on smollm2-135m · nq-open test · seed 7 · worked 1 min 20 s

                ╭─ Accuracy ─────────╮ ╭─ Latency ────────────────╮ ╭─ Cost ────────────────╮
                │ em.squad    12.5 % │ │ p50               2.95 s │ │ tokens/sample    30.0 │
                │   95 %  5.5 – 26.1 │ │ p95               4.71 s │ │ output  5.00 tokens/s │
                │                    │ │ p99               4.86 s │ │ samples        0.50/s │
                │                    │ │ first token p50  50.0 ms │ │ compute    1 min 20 s │
                ╰────────────────────╯ ╰──────────────────────────╯ ╰───────────────────────╯

                metric                             value  95 % interval  scored  by
                ───────────────────────────────────────────────────────────────────────
                em.squad                          12.5 %     5.5 – 26.1   40/40  wilson
                latency.mean                      2.95 s                  40/40

                """))
        #expect(text.contains("Latency of 40 samples\n1.00 s – 1.39 s │"))
        #expect(text.contains("Fastest  #  question                 answer  tokens\n"))
        #expect(text.contains(" 1.00 s  3  who wrote⏎the [31mbook?  Ann         10\n"))
        #expect(text.contains(" 1.00 s  9  who wrote⏎the [31mbook?  –           10\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `a failed experiment without results shows its error`() {
        var failed = experiment("x", status: .failed)
        failed.error = "the model file is gone"
        let text = ExperimentReport(failed, results: []).rendered(for: .plain)
        #expect(text.contains("failed 40/40"))
        #expect(text.hasSuffix("the model file is gone\n"))
    }

    @Test func `failed questions and dropped passages are told under the header`() async throws {
        let store: any ExperimentStore = try await TemporaryStore.make()
        let fixture = try StoredFixture(count: 3)
        try await fixture.store(in: store, recording: [0, 1])
        var failure = fixture.prediction(2, scores: [:])
        failure.status = .failed
        failure.error = "The prompt is too long.\nRemedy: Raise it."
        try await store.record(failure, calls: [])
        var rows = rows(right: 0..<5)
        for index in 0..<10 { rows[index].flags = [.passagesDropped] }
        let text = ExperimentReport(
            experiment("x"), results: ExperimentSummary.results(of: rows, metrics: [], options: .init(elapsed: 1)),
            failed: try await FailedQuestions(of: fixture.experiment, in: store)
        ).brief(for: .plain)
        #expect(
            text.contains(
                """
                Warning: 1 of 3 questions failed and has no score.
                The prompt is too long.
                Remedy: Raise it.
                `forge show x --failed` lists them.
                Note: In 10 of 40 questions passages were found that did not fit
                """))
    }

    private func comparison(_ rights: [Range<Int>]) throws -> Comparison {
        let sides = rights.enumerated().map { ComparedExperiment(experiment("run\($0)"), rows: rows(right: $1)) }
        return try Comparison.make(sides, metrics: Self.metrics)
    }

    @Test func `a comparison opens with its verdict and shows the flips`() throws {
        let text = ComparisonReport(
            try comparison([0..<5, 3..<15]),
            examples: [
                0: [
                    FlippedExample(
                        baseline: prediction(0, answer: "Ann"), other: prediction(0, answer: nil), isBaselineRight: true
                    )
                ]
            ]
        ).rendered(for: .plain)
        #expect(
            text.hasPrefix("run1 answers 17.5 points more questions correctly than run0 by em.squad (12.5 % → 30.0"))
        #expect(text.contains("nq-open test, 40 questions, sample aaaabbbb. The experiments differ in method."))
        #expect(
            text.contains(
                """
                questions   run1 right  run1 wrong
                ──────────────────────────────────
                run0 right           2           3
                run0 wrong          10          25

                """))
        #expect(text.contains("tokens.per_sample"))
        #expect(
            text.hasSuffix(
                """
                #0 who wrote⏎the [31mbook?
                  gold: Ann
                  ✓ run0: Ann
                  ✗ run1: (no answer)

                """))
    }

    @Test func `several experiments get an overview before the pairs`() throws {
        let text = ComparisonReport(try comparison([0..<5, 0..<9, 0..<20])).rendered(for: .plain)
        #expect(text.hasPrefix("Highest em.squad: run2 (50.0 %); "))
        #expect(text.contains("experiment  em.squad  95 % interval  latency p50  tokens/sample\n"))
        #expect(text.contains("run2          50.0 %    35.2 – 64.8       2.95 s           30.0\n"))
    }

    @Test func `colour marks a difference only when its interval excludes 0`() throws {
        let color = Terminal(isInteractive: true, hasColor: true, hasUnicode: true, width: 100)
        #expect(
            ComparisonReport(try comparison([0..<5, 0..<30])).rendered(for: color).contains("\u{1B}[32m+62.5\u{1B}"))
        #expect(
            ComparisonReport(try comparison([0..<5, 4..<10])).rendered(for: color).contains("\u{1B}[32m+2.5") == false)
    }

    @Test(arguments: [30, 60, 80, 200])
    func `no verdict line is wider than the terminal`(width: Int) throws {
        let terminal = Terminal(isInteractive: true, hasColor: false, hasUnicode: true, width: width)
        let text = ComparisonReport(try comparison([0..<5, 3..<15])).rendered(for: terminal)
        let verdict = text.split(separator: "\n\n").first ?? ""
        #expect(verdict.split(separator: "\n").allSatisfy { TextWidth.of($0) <= width })
    }
}
