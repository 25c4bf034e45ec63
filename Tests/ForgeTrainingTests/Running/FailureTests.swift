import ForgeCore
import ForgeTesting
import Foundation
import Synchronization
import Testing

@testable import ForgeTraining

/// What goes wrong around a training: it says so, keeps what it has, and ends with the same weights once it is put right.
@Suite(.serialized)
struct `Failing trainings` {
    private static let tensors = "state.safetensors"

    /// - Parameter kilobytes: room that is left, for less than a checkpoint, or for a part of the logged lines only.
    @Test(.enabled(if: SmallDisk.isAvailable, "\(SmallDisk.hint)"), arguments: [24, 0])
    func `A disk that fills up stops a training, which goes on when there is room`(kilobytes: Int) throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let disk = try SmallDisk(kilobytes: 2048)
        let config = bench.config()
        let whole = try bench.folder("whole")
        let expected = try bench.run(config, whole)
        let folder = RunFolder(disk.url.appending(path: "run"))
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        _ = try bench.run(config, folder, stopAfter: 4)
        let before = Checkpoint.all(in: folder.url)
        try disk.fill(leaving: kilobytes)
        let error = #expect(throws: TrainingError.self) { try bench.run(config, folder) }
        #expect(error?.code == "output.unwritable")
        #expect(error?.remedy?.contains("room on the disk") == true)
        #expect(Checkpoint.all(in: folder.url) == before, "no checkpoint was lost, and no half of one is there")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(!names.contains { $0.hasSuffix(".partial") })
        try disk.empty()
        let records = try bench.run(config, folder)
        #expect(try bench.weights(folder) == bench.weights(whole))
        #expect(records.map(\.step) == expected.map(\.step))
    }

    @Test(.enabled(if: SmallDisk.isAvailable, "\(SmallDisk.hint)"))
    func `A disk without room for the adapter keeps the last checkpoint, from which the adapter is made`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let disk = try SmallDisk(kilobytes: 2048)
        let config = bench.config()
        let whole = try bench.folder("whole")
        _ = try bench.run(config, whole)
        let folder = RunFolder(disk.url.appending(path: "run"))
        try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
        let run = try TrainingRun(config, base: bench.base, material: try bench.material(), folder: folder)
        try run.run(references: bench.cache)
        try disk.fill(leaving: 4)
        let error = #expect(throws: TrainingError.self) { _ = try run.finish(references: bench.cache) }
        #expect(error?.code == "output.unwritable")
        #expect(!folder.isFinished)
        try disk.empty()
        _ = try bench.run(config, folder)
        #expect(try bench.weights(folder) == bench.weights(whole))
    }

    private enum Damage: String, CaseIterable { case truncated, emptied, withoutState, otherState }

    private func harm(_ checkpoint: URL, _ damage: Damage) throws {
        let weights = checkpoint.appending(path: Self.tensors), state = checkpoint.appending(path: "state.json")
        switch damage {
        case .truncated: try Data(contentsOf: weights).dropLast(100).write(to: weights)
        case .emptied: try Data().write(to: weights)
        case .withoutState: try FileManager.default.removeItem(at: state)
        case .otherState: try Data("{\"version\": 1, \"step\":".utf8).write(to: state)
        }
    }

    @Test(arguments: ["truncated", "emptied", "withoutState", "otherState"])
    func `A damaged checkpoint is passed over, which is said`(name: String) throws {
        let damage = try #require(Damage(rawValue: name))
        let bench = try TrainingBench()
        defer { bench.remove() }
        let config = bench.config()
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        let expected = try bench.run(config, whole)
        _ = try bench.run(config, cut, stopAfter: 6)
        try harm(cut.url.appending(path: Checkpoint.name(6)), damage)
        let notes = Mutex([String]()), begun = Mutex([Int]())
        let records = try bench.run(
            config, cut,
            onEvent: { event in
                if case .warning(let text) = event { notes.withLock { $0.append(text) } }
                if case .started(let step, _, _) = event { begun.withLock { $0.append(step) } }
            })
        #expect(notes.withLock { $0 }.count == 1)
        #expect(notes.withLock { $0 }.first?.contains("checkpoint-000006 is damaged and passed over") == true)
        #expect(begun.withLock { $0 } == [4])
        #expect(try bench.weights(cut) == bench.weights(whole))
        #expect(records.map(\.step) == expected.map(\.step))
    }

    @Test func `Weights that are not finite stop a training, which goes on from the checkpoint that is named`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let config = bench.config()
        let whole = try bench.folder("whole"), cut = try bench.folder("cut")
        _ = try bench.run(config, whole)
        _ = try bench.run(config, cut, stopAfter: 4)
        var parameters = bench.model.parameters
        parameters[parameters.count / 2] = .nan
        let error = #expect(throws: TrainingError.self) { try bench.run(config, cut, parameters: parameters) }
        #expect(error?.code == "training.not-finite")
        #expect(error?.remedy?.contains("checkpoint-000004") == true)
        #expect(Checkpoint.all(in: cut.url).first?.lastPathComponent == Checkpoint.name(4))
        _ = try bench.run(config, cut)
        #expect(try bench.weights(cut) == bench.weights(whole))
    }

    @Test func `Weights beyond all bounds stop a training although its loss is still a number`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        var config = bench.config()
        // The first step is taken at rate 0 by the warm-up.
        config.learningRate = 1e30
        let folder = try bench.folder("run")
        let error = #expect(throws: TrainingError.self) { try bench.run(config, folder) }
        #expect(error?.code == "training.vanished")
        #expect(!folder.isFinished)
    }

    @Test func `A base model that holds a number that is none is refused before anything is computed`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let path = bench.root.appending(path: "nan.gguf")
        try TinyGGUF.write(bench.model, to: path) { name, numbers in
            if name == "blk.1.ffn_up.weight" { numbers[7] = .nan }
        }
        let base = try BaseModel(name: "nan", path: path.path)
        let error = #expect(throws: TrainingError.self) {
            try bench.run(bench.config(), bench.folder("run"), base: base)
        }
        #expect(error?.code == "model.not-finite")
    }

    @Test func `A training does not go on with another base model`() throws {
        let bench = try TrainingBench()
        defer { bench.remove() }
        let folder = try bench.folder("run")
        _ = try bench.run(bench.config(), folder, stopAfter: 4)
        let path = bench.root.appending(path: "other.gguf")
        try TinyGGUF.write(bench.model, to: path) { name, numbers in
            if name == "blk.0.attn_v.weight" { numbers[0] += 0.5 }
        }
        let error = #expect(throws: TrainingError.self) {
            try bench.run(bench.config(), folder, base: BaseModel(name: "other", path: path.path))
        }
        #expect(error?.code == "checkpoint.other-run")
        #expect(error?.cause?.contains("the base model") == true)
        #expect(Checkpoint.all(in: folder.url).count == 2)
    }
}
