import ForgeCatalogue
import ForgeCore
import ForgeEngines
import Testing

@testable import ForgeLab

/// A scripted engine that says it is a server's.
private struct ServedEngine: Engine {
    let info: EngineInfo
    let scripted: ScriptedEngine

    init(model: String, callsTools: Bool? = nil, failures: [Int: any Error] = [:]) {
        scripted = ScriptedEngine(.closure { _ in "Paris" }, failures: failures)
        info = EngineInfo(
            engine: "vllm", build: "0.11", model: model, contextLength: 0,
            server: ServerInfo(
                kind: .vllm, address: "http://127.0.0.1:8000/v1", callsTools: callsTools, countsTokens: false))
    }

    func generate(_ request: GenerationRequest) async throws -> Generation { try await scripted.generate(request) }
    func countTokens(in text: String) async throws -> Int { try await scripted.countTokens(in: text) }
    func clearCache() async {}
    func shutdown() async {}
}

@Suite("Experiments with a model behind a server")
struct ServedRunTests {
    private static let config = """
        name: served
        method: naive
        model: any/name
        dataset: capitals
        concurrency: 1
        engine: {type: vllm}
        """

    private func laboratory(_ fixture: LabFixture, _ engine: ServedEngine) -> Laboratory {
        var laboratory = fixture.laboratory
        laboratory.engines = { specification in
            #expect(specification.model == .served("any/name"))
            return engine
        }
        return laboratory
    }

    private func prepare(_ laboratory: Laboratory) async throws -> Experiment {
        let plan = try ConfigLoader(catalogue: laboratory.models.catalogue).load(text: Self.config)
        return try #require(try await laboratory.prepare(plan).first)
    }

    @Test func `the server is recorded, and conversations are sent as such`() async throws {
        let fixture = try await LabFixture()
        let engine = ServedEngine(model: "m")
        let laboratory = laboratory(fixture, engine)
        let experiment = try await prepare(laboratory)
        let finished = try #require(try await laboratory.run([experiment]) { _ in }.first)
        #expect(finished.status == .completed && finished.model == "any/name")
        #expect(finished.provenance["engine"]?["server"]?["kind"] == "vllm")
        #expect(finished.provenance["engine"]?["model"] == "m")
        #expect(
            engine.scripted.requests.allSatisfy { request in
                if case .chat = request.prompt { true } else { false }
            })
    }

    @Test func `a refusal of the server fails one sample, anything else ends the run`() async throws {
        let fixture = try await LabFixture()
        let refusal = LabError(.invalidInput, ServerKind.refusedCode, "no")
        let gone = LabError(.unavailable, "server.failing", "gone")
        let broken = laboratory(fixture, ServedEngine(model: "m", failures: [1: refusal, 3: gone]))
        let experiment = try await prepare(broken)
        await #expect(throws: LabError.self) { try await broken.run([experiment]) { _ in } }
        let failed = try await fixture.store.predictions(of: experiment.id, PredictionQuery(status: .failed)).items
        #expect(failed.map(\.index) == [1])
    }

    @Test func `an experiment does not go on with another model`() async throws {
        let fixture = try await LabFixture()
        let gone = LabError(.unavailable, "server.failing", "gone")
        let before = laboratory(fixture, ServedEngine(model: "m", failures: [3: gone]))
        let experiment = try await prepare(before)
        await #expect(throws: LabError.self) { try await before.run([experiment]) { _ in } }
        let other = laboratory(fixture, ServedEngine(model: "n"))
        let error = await #expect(throws: LabError.self) { try await other.run([experiment]) { _ in } }
        #expect(error?.code == "resume.changed" && error?.cause == "it was m on vllm and is n on vllm")
        let same = laboratory(fixture, ServedEngine(model: "m"))
        #expect(try await same.run([experiment]) { _ in }.first?.status == .completed)
    }

    @Test func `what another process completed while the engine was loading stays as it is`() async throws {
        let fixture = try await LabFixture()
        let refusal = LabError(.invalidInput, ServerKind.refusedCode, "no")
        let gone = LabError(.unavailable, "server.failing", "gone")
        let broken = laboratory(fixture, ServedEngine(model: "m", failures: [1: refusal, 5: gone]))
        let experiment = try await prepare(broken)
        await #expect(throws: LabError.self) { try await broken.run([experiment]) { _ in } }
        let engine = ServedEngine(model: "m")
        var late = fixture.laboratory
        late.engines = { _ in
            try await fixture.store.update(experiment.id, ExperimentChange(status: .completed))
            return engine
        }
        #expect(try await late.run([experiment]) { _ in }.first?.status == .completed)
        #expect(engine.scripted.requests.isEmpty)
        let failed = try await fixture.store.predictions(of: experiment.id, PredictionQuery(status: .failed)).items
        #expect(failed.map(\.index) == [1])
        // The claim is free again.
        try await fixture.store.claim(experiment.id, by: RunOwner(host: "elsewhere", pid: 2, token: "other"))
    }

    @Test func `an agent does not go on where tool calls are read otherwise`() throws {
        let samples = SampleSet(
            dataset: "d", split: "s", datasetHash: "h", source: "test", seed: 0, population: 0, samples: [])
        func provenance(_ callsTools: Bool?, isAgent: Bool = true) throws -> Provenance {
            var provenance = Provenance(
                method: try Methods.make(MethodConfig(name: "naive")), samples: samples, sampleHash: "h", seed: 0,
                engine: ServedEngine(model: "m", callsTools: callsTools).info)
            provenance.tools = isAgent ? ["lookup"] : nil
            return provenance
        }
        let error = #expect(throws: LabError.self) {
            try provenance(nil).checkContinues(provenance(true), of: "a")
        }
        #expect(error?.code == "resume.changed" && error?.cause == "it knew tool calls and now does not")
        // Unknown and false are used alike; other methods call no tools.
        try provenance(nil).checkContinues(provenance(false), of: "a")
        try provenance(nil, isAgent: false).checkContinues(provenance(true, isAgent: false), of: "a")
    }
}
