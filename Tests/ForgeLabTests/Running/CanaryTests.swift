import ForgeCore
import ForgeEngines
import ForgeStore
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeLab

/// An engine whose second token depends on whether the cache was emptied since the call before.
private final class NoisyEngine: Engine {
    let info = EngineInfo(engine: "noisy", build: "1", model: "noisy", contextLength: 100)
    private let isCold = Mutex(true)

    func generate(_ request: GenerationRequest) async throws -> Generation {
        let cold = isCold.withLock { cold in
            defer { cold = false }
            return cold
        }
        return Generation(
            text: cold ? "yes" : "no", renderedPrompt: "", tokens: [1, cold ? 2 : 3, 4], inputTokens: 1,
            outputTokens: 3, finishReason: .endOfTurn, timeToFirstToken: 0, latency: 0)
    }

    func countTokens(in text: String) async throws -> Int { text.count }
    func clearCache() async { isCold.withLock { $0 = true } }
    func shutdown() async {}
}

@Suite struct `Noise floor` {
    private static let samples = (0..<4).map {
        Sample(id: "s\($0)", question: "Say \($0).", answers: ["yes"], task: .openQuestion)
    }

    private func report(_ engine: any Engine) async throws -> CanaryReport {
        let answerer = SampleAnswerer(
            experimentID: "canary", method: try Methods.make(MethodConfig(name: "naive")), engine: engine,
            settings: BenchSettings(generation: .init(), seed: 0),
            metrics: try Scoring.metrics(named: ["em.squad"], for: Self.samples))
        return try await Canary(answerer: answerer, samples: Self.samples, concurrency: 4).run()
    }

    @Test func `An engine whose answers depend on the cache is found out`() async throws {
        let report = try await report(NoisyEngine())
        #expect(report.outcomes.map(\.condition) == CanaryCondition.allCases)
        // Each with a cold cache; each after another; the first of four with a cold one; none.
        #expect(report.outcomes.map(\.changedOutputs) == [0, 4, 3, 4])
        #expect(report.outcomes.map(\.changedAnswers) == [0, 4, 3, 4])
        #expect(report.firstDifference == 1)
        #expect(report.outcomes.map { $0.means["em.squad"] } == [1, 0, 0.25, 0])
        #expect(report.metricChanges == ["em.squad": 1])
        #expect(report.results.first { $0.metric == "noise.changed" }?.value == 100)
        #expect(report.results.first { $0.metric == "noise.em.squad" }?.value == 100)
    }

    @Test func `An engine that repeats itself has no noise`() async throws {
        let engine = ScriptedEngine(.closure { ScriptedEngine.rendered($0.prompt) })
        let report = try await report(engine)
        #expect(report.changedOutputs == 0)
        #expect(report.firstDifference == nil)
        #expect(report.results.allSatisfy { $0.value == 0 })
    }

    @Test func `It is found again in an experiment's provenance`() async throws {
        let report = try await report(NoisyEngine())
        var experiment = Experiment(
            name: "e", method: "naive", model: "m", dataset: "d", split: "s", seed: 0, total: 4, config: .object([:]),
            configHash: "c", sampleHash: "h")
        #expect(CanaryReport(of: experiment) == nil)
        experiment.provenance = .object([CanaryReport.key: try JSON.decode(from: JSON.data(report))])
        #expect(CanaryReport(of: experiment) == report)
    }
}
