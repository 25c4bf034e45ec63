import ForgeCatalogue
import ForgeCore
package import ForgeLab
package import ForgeTraining
package import Foundation

/// A training as its folder tells it.
package struct TrainingListing: Sendable, Codable, Hashable {
    /// A base of the running, or what is behind.
    package struct Progress: Sendable, Codable, Hashable {
        /// Nil before anything was recorded, and in folders of older versions.
        package var phase: RunRecord.Phase?
        /// Pairs of the phase `reference`.
        package var done: Int?
        package var total: Int?
        /// Steps that are logged.
        package var step: Int
        package var steps: Int?
        /// Steps that a checkpoint keeps.
        package var savedStep: Int?
        /// Pairs per second of the last steps; seconds to the end at this pace, while it runs.
        package var pairsPerSecond: Double?
        package var remaining: Double?
    }

    package var name: String
    package var state: TrainingState
    package var folder: String
    /// What the config says it is about.
    package var summary: String?
    package var progress: Progress
    package var model: String
    package var modelSHA256: String?
    package var startedAt: Date?
    /// Of whatever was written last.
    package var changedAt: Date
    /// Seconds of all its runs that ended.
    package var seconds: Double?
    /// Last logged values of a step, under TRL's names.
    package var last: TrainingRecord?
    package var validation: TrainingRecord?
    package var heldOut: HeldOutSummary?
    package var data: DataReport?
    package var adapter: AdapterFiles?
    package var problem: Obstacle?

    init(_ name: String, _ folder: RunFolder, hashes: FileHashIndex) {
        let record = folder.runRecord()
        let records = folder.records()
        let plan = folder.plan()
        let steps = records.filter { $0["loss"] != nil }
        self.name = name
        self.folder = folder.url.path
        state = TrainingState(folder, record)
        summary = plan?.summary
        model = record?.base.name ?? plan?.config.model ?? "–"
        modelSHA256 = record?.base.sha256
        last = steps.last
        validation = records.last { $0["eval_loss"] != nil }
        progress = Progress(
            phase: record?.phase, done: record?.done, total: record?.total, step: steps.last?.step ?? 0,
            steps: record?.steps ?? plan.map { $0.config.steps(pairs: $0.config.data.train) },
            savedStep: folder.savedStep)
        startedAt = record?.startedAt
        changedAt = folder.changedAt
        seconds = record.flatMap { $0.seconds > 0 ? $0.seconds : nil }
        data = record?.data
        heldOut = folder.evaluation().map(HeldOutSummary.init)
        adapter = folder.isFinished ? AdapterFiles(folder, hashes: hashes) : nil
        problem = state == .failed ? record?.problem : nil
        if state == .running { pace(steps, pairsPerStep: (record?.config ?? plan?.config)?.pairsPerStep) }
    }

    private mutating func pace(_ steps: [TrainingRecord], pairsPerStep: Int?) {
        let recent = steps.suffix(10).compactMap { $0["pairs_per_second"] }
        guard let rate = Statistics.mean(recent), rate > 0 else { return }
        progress.pairsPerSecond = rate
        guard let total = progress.steps, let pairsPerStep else { return }
        progress.remaining = Double((total - progress.step) * pairsPerStep) / rate
    }
}

/// The files of an adapter, and how it is used.
package struct AdapterFiles: Sendable, Codable, Hashable {
    /// For PEFT.
    package var folder: String
    /// For llama.cpp.
    package var gguf: String
    package var ggufSHA256: String?

    init(_ run: RunFolder, hashes: FileHashIndex) {
        folder = run.adapter.path
        let file = run.adapter.appending(path: AdapterFinder.fileName)
        gguf = file.path
        ggufSHA256 = try? hashes.sha256(of: file).digest
    }
}

extension RunFolder {
    /// The config as it was written; nil before a run took over the folder, or for one of another version.
    package func plan() -> TrainingPlan? {
        FileManager.default.fileExists(atPath: config.path) ? try? TrainingPlan(path: config.path) : nil
    }

    package func evaluation() -> HeldOutEvaluation? {
        guard let data = try? Data(contentsOf: adapter.appending(path: "evaluation.json")) else { return nil }
        return try? JSON.decode(from: data)
    }

    fileprivate var changedAt: Date {
        [metrics, url.appending(path: "run.json"), adapter, config, url].compactMap { url in
            (try? FileManager.default.attributesOfItem(atPath: url.path))?[.modificationDate] as? Date
        }.max() ?? .distantPast
    }
}
