import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct `A matrix's config` {
    static let minimal = """
        name: bench
        model: smollm2-135m
        dataset: {name: nq-open, n: 20}
        batch: 4
        methods: [naive, {name: cot, shots: 2, label: few-shot}]
        """

    private func plan(_ text: String, adding additions: BenchMatrixAdditions = .init()) throws -> BenchMatrixPlan {
        try ConfigFixtures.loader.benchMatrix(text: text, adding: additions)
    }

    private func findings(_ text: String) -> [ConfigDiagnostic] {
        do {
            _ = try plan(text)
            return []
        } catch {
            return (error as? LabError)?.findings ?? []
        }
    }

    @Test func `Every method is served in the four ways that need no server`() throws {
        let plan = try plan(Self.minimal)
        #expect(plan.servings.map(\.label) == ["sequential", "static", "batched", "cached"])
        #expect(
            plan.cells.map(\.config.name) == [
                "bench/naive/sequential", "bench/few-shot/sequential", "bench/naive/static", "bench/few-shot/static",
                "bench/naive/batched", "bench/few-shot/batched", "bench/naive/cached", "bench/few-shot/cached",
            ])
        #expect(plan.cells.map(\.config.concurrency) == [1, 1, 4, 4, 4, 4, 4, 4])
        #expect(plan.cells.allSatisfy { $0.config.engine.coldStart == true && $0.config.tags == ["matrix"] })
        #expect(
            plan.cells.map(\.config.engine.batching) == [
                .sequential, .sequential, .static, .static, .continuous, .continuous, .continuous, .continuous,
            ])
        #expect(plan.cells.map(\.config.engine.prefixCache) == [false, false, false, false, false, false, true, true])
        #expect(plan.cells[2].config.engine.batch == 4)
        #expect(plan.cells[1].config.method.options["shots"]?.int == 2)
        #expect(plan.baseline == "sequential")
    }

    @Test func `Repeats run one after the other and keep the first one's names`() throws {
        let plan = try plan(Self.minimal + "\nrepeats: 2\nserving: [cached]\n")
        #expect(
            plan.cells.map(\.config.name) == [
                "bench/naive/cached", "bench/few-shot/cached", "bench/naive/cached/2", "bench/few-shot/cached/2",
            ])
        #expect(plan.cells.map(\.turn) == [1, 1, 2, 2])
        #expect(plan.baseline == "cached")
    }

    @Test func `The command line adds a tuned model and a server, which do not go together`() throws {
        let plan = try plan(
            Self.minimal,
            adding: BenchMatrixAdditions(
                adapter: "tuned", server: ServerConfig(kind: .vllm, baseURL: "http://127.0.0.1:8000/v1", model: "m")))
        #expect(plan.methods.map(\.label) == ["naive", "few-shot", "dpo"])
        #expect(plan.servings.map(\.label) == ["sequential", "static", "batched", "cached", "remote"])
        #expect(plan.cells.count == 3 * 4 + 2)
        #expect(plan.omissions.map(\.method) == ["dpo"])
        let tuned = try #require(plan.cells.first { $0.method == "dpo" })
        #expect(tuned.config.model.adapter == "tuned")
        #expect(tuned.config.method.name == "naive")
        let served = try #require(plan.cells.first { $0.serving == "remote" })
        #expect(served.config.engine.server?.model == "m")
        #expect(served.config.engine.coldStart == nil)
        #expect(served.config.concurrency == 4)
    }

    @Test func `A way of serving of one's own lays keys over the engine's`() throws {
        let plan = try plan(
            Self.minimal + """

                engine: {context_length: 512}
                serving:
                  - sequential
                  - {name: cached, prefix_cache_mb: 64}
                  - {name: wide, batching: continuous, concurrency: 32}
                """)
        let engines = Dictionary(plan.servings.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(engines["cached"]?.engine.prefixCacheMegabytes == 64)
        #expect(engines["cached"]?.engine.speculation == .off)
        #expect(engines["wide"]?.concurrency == 32)
        #expect(engines["wide"]?.engine.coldStart == true)
        #expect(plan.servings.allSatisfy { $0.engine.contextLength == 512 })
    }

    @Test(arguments: [
        ("methods: [naive, naive]", "called `naive`"), ("methods: []", "must be a list"),
        ("methods: [nave]", "there is no method `nave`"), ("methods: [{label: a}]", "needs a `name`"),
        ("methods: [{name: cot, shots: 99}]", "out of range"),
        ("methods: [{name: cot, shot: 1}]", "unknown key `shot`"),
        ("methods: [naive]\nserving: [cashed]", "no way of serving `cashed`"),
        ("methods: [naive]\nserving: [remote]", "needs a server"),
        ("methods: [naive]\nserving: [{name: x y, batching: static}]", "cannot be a label"),
        ("methods: [naive]\nrepeats: 0", "out of range"), ("methods: [naive]\nrepeat: 2", "unknown key `repeat`"),
        ("methods: [naive]\nconcurrency: 4", "is what the matrix varies"),
        ("methods: [naive]\nengine: {batching: static}", "is what the ways of serving set"),
        ("method: naive", "is what the matrix varies"),
    ])
    func `What is wrong is said with its place`(_ text: String, _ message: String) {
        let found = findings("name: bench\nmodel: smollm2-135m\ndataset: nq-open\n" + text + "\n")
        #expect(found.contains { $0.message.contains(message) }, "\(found.map(\.message))")
        #expect(found.allSatisfy { $0.line >= 1 })
    }

    @Test func `A misspelt key is reported once, with the right one`() {
        let found = findings(Self.minimal + "\nrepeat: 2\n")
        #expect(found.count == 1)
        #expect(found.first?.suggestion == "repeats")
    }

    @Test func `The name becomes a file's`() {
        let text = Self.minimal.replacing("name: bench\n", with: "name: ../bench\n")
        #expect(findings(text).map(\.path) == ["name"])
    }
}
