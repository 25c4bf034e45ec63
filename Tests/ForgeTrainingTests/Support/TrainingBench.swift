import ForgeCore
import Foundation
import Synchronization
import Testing

@testable import ForgeTraining

/// A training on the tiny model's three pairs, in a folder of its own.
struct TrainingBench {
    let root: URL
    let model: TinyModel
    let base: BaseModel

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "forge-training-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        model = try TinyModel("tiny-llama")
        base = try BaseModel(name: "tiny", path: model.folder.path, tokenizer: "none")
    }

    func folder(_ name: String) throws -> RunFolder {
        let url = root.appending(path: name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return RunFolder(url)
    }

    var cache: URL { root.appending(path: "references") }

    func config() -> TrainingConfig {
        var config = TrainingConfig(name: "tiny", model: "tiny", data: DataConfig(path: ""), lora: TinyModel.lora)
        config.batchSize = 2
        config.epochs = 6
        config.learningRate = 0.02
        config.maxLength = 128
        config.checkpointEvery = 2
        config.threads = 2
        return config
    }

    func material() throws -> TrainingMaterial {
        let pairs = model.golden.pairs.map(\.tokens)
        let texts = pairs.indices.map {
            PreferencePair(prompt: [ChatMessage(.user, "\($0)")], chosen: "a", rejected: "b")
        }
        return TrainingMaterial(
            split: PairSplit(train: texts, validation: [texts[0]], test: [texts[1], texts[2]]), train: pairs,
            validation: [pairs[0]], test: [pairs[1], pairs[2]])
    }

    func run(
        _ config: TrainingConfig, _ folder: RunFolder, parameters: [Float]? = nil, base: BaseModel? = nil,
        stopAfter step: Int? = nil, onEvent: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
    ) throws -> [TrainingRecord] {
        let last = Atomic(0)
        let run = try TrainingRun(
            config, base: base ?? self.base, material: try material(), folder: folder,
            shouldStop: { step.map { last.load(ordering: .relaxed) >= $0 } ?? false },
            onEvent: { event in
                onEvent(event)
                if case .step(let record, _) = event { last.store(record.step, ordering: .relaxed) }
            })
        if let parameters { run.replaceParameters(parameters) }
        do {
            try run.run(references: cache)
            _ = try run.finish(references: cache)
        } catch is CancellationError {}
        return folder.records()
    }

    func weights(_ folder: RunFolder) throws -> Data {
        try Data(contentsOf: folder.adapter.appending(path: PEFTAdapter.weightsFile))
    }

    func remove() { try? FileManager.default.removeItem(at: root) }
}
