import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeEngines

@Suite struct `Weight tuner` {
    private func measurement(_ format: String, seconds: Double, agreement: Double) -> WeightMeasurement {
        WeightMeasurement(
            format: format, path: format, bytes: 1, isOriginal: format == "original", isCoarser: false, prefill: 1,
            decode: [:], tokenAgreement: agreement, identicalAnswers: agreement, workloadSeconds: seconds)
    }

    @Test func `The fastest that keeps the answers is chosen`() {
        let all = [
            measurement("original", seconds: 3, agreement: 1), measurement("fast", seconds: 1, agreement: 0.7),
            measurement("faithful", seconds: 2, agreement: 0.97), measurement("slow", seconds: 4, agreement: 1),
        ]
        #expect(WeightTuner.choose(all, minimumAgreement: 0.95)?.format == "faithful")
        #expect(WeightTuner.choose(all, minimumAgreement: 0.5)?.format == "fast")
        #expect(WeightTuner.choose(all, minimumAgreement: 0.99)?.format == "original")
    }

    @Test func `The original stays chosen even below the threshold`() {
        let all = [measurement("original", seconds: 3, agreement: 0.9), measurement("x", seconds: 1, agreement: 0.8)]
        #expect(WeightTuner.choose(all, minimumAgreement: 0.95)?.format == "original")
    }

    @Test(arguments: [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct.BF16.tuned.gguf"),
        ("gemma-3-270m-it-Q4_K_M.gguf", "gemma-3-270m-it.BF16.tuned.gguf"),
        ("model-f16.gguf", "model.BF16.tuned.gguf"), ("Qwen2.5-0.5B.gguf", "Qwen2.5-0.5B.BF16.tuned.gguf"),
    ])
    func `A converted file is named after its model and format`(source: String, expected: String) {
        let converter = WeightConverter(source: "/models/" + source, folder: URL(filePath: "/out"))
        #expect(converter.destination(of: .bfloat16).lastPathComponent == expected)
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `A real model is converted, measured and left without partial files`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tuner = WeightTuner(
            source: TestModel.path ?? "", folder: folder,
            options: .init(formats: [.eightBit], minimumAgreement: 0, answerTokens: 6, repeats: 1))
        let report = try await tuner.run(questions: ["What is the capital of France?", "Who wrote Hamlet?"])
        #expect(report.skipped.isEmpty)
        #expect(report.measurements.map(\.format) == ["Q4_1", "Q8_0"])
        #expect(report.measurements.allSatisfy { $0.prefill > 0 && $0.decode.count == 3 && !$0.isCoarser })
        #expect(report.measurements[1].tokenAgreement >= 0.5)
        let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(kept == (report.chosen.isOriginal ? [] : ["SmolLM2-135M-Instruct.Q8_0.tuned.gguf"]))
        #expect(try JSON.decode(WeightTuningReport.self, from: JSON.data(report)) == report)
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `Cancelling leaves nothing behind and an earlier file as it was`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let source = TestModel.path ?? ""
        let inUse = WeightConverter(source: source, folder: folder).destination(of: .eightBit)
        try Data("in use".utf8).write(to: inUse)
        let tuner = WeightTuner(
            source: source, folder: folder, options: .init(formats: [.eightBit], answerTokens: 2, repeats: 1))
        await #expect(throws: CancellationError.self) {
            // In a task of its own, since the stage cancels the task it runs in.
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await tuner.run(questions: ["Who wrote Hamlet?"]) { stage in
                        if stage.hasPrefix("Measuring") { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [inUse.lastPathComponent])
        #expect(try Data(contentsOf: inUse) == Data("in use".utf8))
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `Without answers to compare nothing is chosen`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let tuner = WeightTuner(source: TestModel.path ?? "", folder: folder)
        let error = await #expect(throws: EngineError.self) {
            try await tuner.run(questions: [String(repeating: "too long ", count: 2_000)])
        }
        #expect(error?.code == "tune.no-answers")
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    @Test(.enabled(if: TestModel.isAvailable, "\(TestModel.hint)"))
    func `The bare loop refuses a prompt longer than its batch`() async throws {
        let runner = try await RawRunner.load(
            path: TestModel.path ?? "", shape: ContextShape(length: 128, sequences: 2, batch: 16, threads: 1))
        let jobs = [
            RawRunner.Job(prompt: [1, 2], outputTokens: 1),
            .init(prompt: .init(repeating: 1, count: 17), outputTokens: 1),
        ]
        let error = await #expect(throws: EngineError.self) { try await runner.generate(jobs, slots: 2) }
        #expect(error?.code == "request.invalid")
        #expect(try await runner.generate([jobs[0]], slots: 2) > 0)
    }

    @Test func `A source that is no model is refused before anything is written`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let tuner = WeightTuner(source: "/nowhere/model.gguf", folder: folder)
        let error = await #expect(throws: EngineError.self) { try await tuner.run(questions: ["a"]) }
        #expect(error?.code == "model.not-found")
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
