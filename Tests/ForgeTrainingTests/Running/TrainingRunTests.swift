import ForgeCore
import ForgeNetworks
import Foundation
import Synchronization
import Testing

@testable import ForgeTraining

struct `Trainings` {
    @Test func `Six steps give PyTorch's losses, gradient lengths and rates`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        config.batchSize = 3
        config.shuffle = false
        config.learningRate = 0.01
        config.optimiser.weightDecay = 0.05
        config.loss = LossConfig(beta: bench.model.golden.beta)
        config.decay = .linear
        config.warmup = 2.0 / 6
        let records = try bench.run(config, bench.folder("golden"), parameters: bench.model.parameters)
            .filter { $0["loss"] != nil }
        #expect(records.count == 6)
        for (own, theirs) in zip(records, bench.model.golden.steps) {
            #expect(abs((own["loss"] ?? .nan) - theirs.loss) < 2e-4 * max(1, theirs.loss))
            #expect(abs((own["grad_norm"] ?? .nan) / theirs.gradientNorm - 1) < 2e-3)
            #expect(abs((own["learning_rate"] ?? .nan) - theirs.learningRate) < 1e-12)
        }
    }

    @Test func `Training starts at ln 2 and then prefers the chosen answers`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let records = try bench.run(bench.config(), bench.folder("run"))
        let steps = records.filter { $0["loss"] != nil }
        #expect(steps.map(\.step) == Array(1...12))
        #expect(steps.first?["loss"] == log(2))
        #expect((steps.last?["loss"] ?? 1) < 0.6)
        let validations = records.filter { $0["eval_loss"] != nil }
        #expect(validations.map(\.step) == [0, 12])
        #expect((validations.last?["eval_rewards/margins"] ?? 0) > 0)
    }

    @Test(arguments: [1, 5, 6])
    func `A training that was stopped and taken up again ends with the same bits`(step: Int) throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        config.lora.dropout = 0.2
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        let expected = try bench.run(config, whole)
        _ = try bench.run(config, cut, stopAfter: step)
        #expect(!cut.isFinished)
        config.threads = 1
        let records = try bench.run(config, cut)
        #expect(try bench.weights(cut) == bench.weights(whole))
        #expect(records.map { $0["loss"] ?? $0["eval_loss"] } == expected.map { $0["loss"] ?? $0["eval_loss"] })
    }

    @Test(arguments: [1, 5, 12])
    func `A validation that was interrupted is made up for`(step: Int) throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        config.validateEvery = 1
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        let expected = try bench.run(config, whole)
        let interrupted = try bench.run(config, cut, stopAfter: step)
        #expect(interrupted.last?["eval_loss"] == nil)
        let records = try bench.run(config, cut)
        #expect(records.map(\.step) == expected.map(\.step))
        #expect(records.map { $0["loss"] ?? $0["eval_loss"] } == expected.map { $0["loss"] ?? $0["eval_loss"] })
    }

    @Test func `A training that starts anew forgets the validation before its first step`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let folder = try bench.folder("run")
        _ = try bench.run(bench.config(), folder, stopAfter: 1)
        try FileManager.default.removeItem(at: folder.url.appending(path: Checkpoint.name(1)))
        let records = try bench.run(bench.config(), folder)
        #expect(records.filter { $0["eval_loss"] != nil }.map(\.step) == [0, 12])
    }

    @Test func `Pairs longer than the model's context are refused`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        config.maxLength = 129
        let error = #expect(throws: TrainingError.self) { try bench.run(config, bench.folder("run")) }
        #expect(error?.code == "training.length")
    }

    @Test func `Gradients ahead of a slow one wait in no more memory than was estimated`() {
        let threads = 3
        let sum = GradientSum(count: 1, threads: threads)
        let started = Atomic(0), seen = Atomic(0)
        _ = PairWorkers(threads: threads).map(40) { index, _ in
            let gradient = sum.buffer(for: index)
            started.wrappingAdd(1, ordering: .relaxed)
            if index == 0 {
                Thread.sleep(forTimeInterval: 0.2)
                seen.store(started.load(ordering: .relaxed), ordering: .relaxed)
            }
            gradient.floats[0] = Float(index)
            sum.add(gradient, at: index)
        }
        #expect(seen.load(ordering: .relaxed) <= 2 * threads)
        #expect(sum.total() == [780])
    }

    /// As after kill -9: the newest checkpoint is older than the log.
    @Test func `Without its last checkpoint a training computes the steps again and ends the same`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let config = bench.config()
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        let expected = try bench.run(config, whole)
        _ = try bench.run(config, cut, stopAfter: 7)
        try FileManager.default.removeItem(at: cut.url.appending(path: Checkpoint.name(7)))
        let log = try FileHandle(forWritingTo: cut.metrics)
        try log.seekToEnd()
        try log.write(contentsOf: Data("{\"step\": 8, \"val".utf8))
        try log.close()
        let records = try bench.run(config, cut)
        #expect(try bench.weights(cut) == bench.weights(whole))
        #expect(records.map(\.step) == expected.map(\.step))
    }

    @Test func `Damaged checkpoints are passed over as long as there is a whole one`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let config = bench.config()
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        _ = try bench.run(config, whole)
        _ = try bench.run(config, cut, stopAfter: 5)
        func damage(_ step: Int) throws {
            let file = cut.url.appending(path: "\(Checkpoint.name(step))/state.safetensors")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 0x40
            try bytes.write(to: file)
        }
        try damage(5)
        _ = try bench.run(config, cut)
        #expect(try bench.weights(cut) == bench.weights(whole))
        for url in Checkpoint.all(in: cut.url).dropFirst() { try FileManager.default.removeItem(at: url) }
        try damage(12)
        let error = #expect(throws: TrainingError.self) { try bench.run(config, cut) }
        #expect(error?.code == "checkpoint.broken")
    }

    @Test func `The three newest checkpoints are kept`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let folder = try bench.folder("run")
        _ = try bench.run(bench.config(), folder)
        #expect(Checkpoint.all(in: folder.url).map(\.lastPathComponent) == [12, 10, 8].map(Checkpoint.name))
    }

    @Test func `What cannot be written is an error that names the place`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let folder = try bench.folder("run")
        let file = folder.url.appending(path: "file")
        try Data().write(to: file)
        let nowhere = RunFolder(file.appending(path: "run"))
        let error = #expect(throws: TrainingError.self) { try bench.run(bench.config(), nowhere) }
        #expect(error?.code == "output.unwritable")
    }

    @Test func `A folder is trained in by one process at a time`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let folder = try bench.folder("run")
        let lock = try FolderLock(folder)
        let error = #expect(throws: TrainingError.self) { _ = try FolderLock(folder) }
        #expect(error?.code == "training.busy")
        _ = consume lock
        _ = try FolderLock(folder)
    }

    @Test func `A checkpoint continues only under the same settings`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        let folder = try bench.folder("run")
        _ = try bench.run(config, folder, stopAfter: 2)
        config.loss.beta = 0.2
        let error = #expect(throws: TrainingError.self) { try bench.run(config, folder) }
        #expect(error?.code == "checkpoint.other-run")
        #expect(error?.cause?.contains("settings") == true)
    }

    @Test func `A training that is too large for the memory is refused with its parts`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let estimate = MemoryEstimate(
            shape: bench.model.decoder.shape, isTied: true, plan: bench.model.plan,
            pairs: try bench.material().train, threads: 2)
        try estimate.check(available: estimate.total * 2)
        let error = #expect(throws: TrainingError.self) { try estimate.check(available: estimate.total) }
        #expect(error?.code == "training.memory")
    }

    @Test func `Weights that grew too large stop a training, which is not finished`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        config.learningRate = 1e30
        config.warmup = 0
        let folder = try bench.folder("run")
        let error = #expect(throws: TrainingError.self) { try bench.run(config, folder) }
        #expect(error?.code == "training.vanished")
        #expect(!folder.isFinished)
    }
}
