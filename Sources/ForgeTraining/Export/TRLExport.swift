import ForgeCore
package import Foundation

/// A training for a machine with a GPU: the same pairs, order and settings as a Python script for TRL, and as a notebook.
package struct TRLExport {
    package static let script = "train_dpo.py"
    package static let notebook = "train_dpo.ipynb"

    let config: TrainingConfig
    /// What transformers loads: a repository of the Hub or a folder.
    let baseModel: String
    let split: PairSplit
    /// Where the pairs come from, for the model card.
    let dataNote: String

    package init(_ config: TrainingConfig, baseModel: String, split: PairSplit, dataNote: String) {
        self.config = config
        self.baseModel = baseModel
        self.split = split
        self.dataNote = dataNote
    }

    /// The folder's files. The script refuses pairs that are not those of its hashes.
    package func files() throws -> [(name: String, data: Data)] {
        var files = try split.parts.map { ("\($0.name).jsonl", try TRLPairs.lines($0.pairs, style: config.data.style)) }
        files.append(("order.json", try JSON.data(order)))
        let script = try script(hashes: files.map { ($0.0, Digest.sha256($0.1)) })
        return files + [
            (Self.script, Data(script.utf8)),
            (
                Self.notebook,
                try Notebook(scripts: [script, colab], order: [.head(of: 0), .all(of: 1), .rest(of: 0)]).data()
            ),
            ("requirements.txt", Data(PackageResources.requirements_txt)),
        ]
    }

    /// Writes the files, each as a whole; others in the folder, such as checkpoints, stay.
    ///
    /// - Throws: `TrainingError` `export.exists` unless `replaces`; `output.unwritable`.
    package func write(to folder: URL, replaces: Bool) throws {
        let there = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        guard there.isEmpty || replaces else {
            throw TrainingError(
                .conflict, "export.exists", "The folder \(folder.path) is not empty.",
                remedy: "Name another one with --output, or add --force: the export's files are replaced, others stay.")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw AtomicFile.unwritable(folder, error)
        }
        for file in try files() { try AtomicFile.write(file.data, to: folder.appending(path: file.name)) }
    }

    /// Indices of the training pairs, epoch by epoch, as `BatchSampler` draws them.
    var order: [[Int]] {
        let count = split.train.count
        var sampler = BatchSampler(count: count, shuffles: config.shuffle, seed: config.samplerSeed)
        let perEpoch = config.stepsPerEpoch(pairs: count)
        let epochs = (config.steps(pairs: count) + perEpoch - 1) / perEpoch
        return (0..<epochs).map { _ in sampler.next(count) }
    }

    // MARK: Texts

    private func script(hashes: [(name: String, hash: String)]) throws -> String {
        String(decoding: PackageResources.train_dpo_py, as: UTF8.self)
            .replacing("{{title}}", with: config.name)
            .replacing("{{settings}}", with: try settings(hashes: hashes))
    }

    private var colab: String {
        String(decoding: PackageResources.colab_setup_py, as: UTF8.self)
            .replacing("{{folder}}", with: "llm-forge/\(config.name)")
    }

    private func settings(hashes: [(name: String, hash: String)]) throws -> String {
        let schedules: [LearningRate.Decay: String] = [
            .cosine: "cosine", .linear: "linear", .constant: "constant_with_warmup",
        ]
        let values: [(String, JSONValue)] = [
            ("NAME", .string(config.name)),
            ("BASE_MODEL", .string(baseModel)),
            ("RANK", .integer(config.lora.rank)),
            ("ALPHA", .number(config.lora.alpha)),
            ("DROPOUT", .number(config.lora.dropout)),
            ("TARGETS", .array(config.lora.targets.map { .string($0.rawValue) })),
            ("LOSS", .string(config.loss.kind.rawValue)),
            ("BETA", .number(config.loss.beta)),
            ("LABEL_SMOOTHING", .number(config.loss.labelSmoothing)),
            ("LEARNING_RATE", .number(config.learningRate)),
            ("SCHEDULE", .string(schedules[config.decay] ?? "cosine")),
            ("WARMUP_STEPS", .integer(config.schedule(pairs: split.train.count).warmupSteps)),
            ("WEIGHT_DECAY", .number(config.optimiser.weightDecay)),
            ("MAX_GRAD_NORM", .number(config.optimiser.maxGradientNorm)),
            ("BATCH", .integer(config.batchSize)),
            ("ACCUMULATION", .integer(config.accumulation)),
            ("EPOCHS", .integer(config.epochs)),
            ("MAX_STEPS", .integer(config.maxSteps == nil ? -1 : config.steps(pairs: split.train.count))),
            ("MAX_LENGTH", .integer(config.maxLength)),
            ("SEED", .integer(Int(truncatingIfNeeded: config.seed & 0xFFFF_FFFF))),
            ("SAVE_STEPS", .integer(config.checkpointEvery ?? 100)),
            ("EVAL_STEPS", config.validateEvery.map(JSONValue.integer) ?? .null),
            ("DATA_NOTE", .string(dataNote)),
        ]
        let lines = try values.map { "\($0.0) = \(try Self.python($0.1))" }
        let digests = try hashes.map {
            "    \(try Self.python(.string($0.name))): \(try Self.python(.string($0.hash))),"
        }
        return (lines + ["HASHES = {"] + digests + ["}"]).joined(separator: "\n")
    }

    /// Python reads JSON's numbers and texts as they are.
    private static func python(_ value: JSONValue) throws -> String {
        switch value {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .array(let items): "[" + (try items.map(python)).joined(separator: ", ") + "]"
        default: try JSON.text(value)
        }
    }
}
