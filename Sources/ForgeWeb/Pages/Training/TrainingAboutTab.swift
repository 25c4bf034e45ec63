import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import Foundation

/// A training's config as it was written, and what is known of its runs.
struct TrainingAboutTab: Sendable {
    let yaml: String?
    let facts: [Fact]
    let hashes: [Fact]

    init(_ training: TrainingListing, _ service: TrainingService) throws {
        let folder = try service.library.existing(training.name)
        let record = folder.runRecord()
        yaml = (try? Data(contentsOf: folder.config)).map { String(decoding: $0, as: UTF8.self) }
        facts = [
            Fact("Begun", training.startedAt.map(NumberText.dateAndTime) ?? "–"),
            Fact("Ended", record?.endedAt.map(NumberText.dateAndTime) ?? "–"),
            Fact("Time of all runs", training.seconds.map(NumberText.seconds) ?? "–"),
            Fact("Memory", record?.memory.map { "about \(NumberText.bytes($0.total))" } ?? "–"),
            Fact("Checkpoint", training.progress.savedStep.map { "after step \(NumberText.count($0))" } ?? "none"),
            Fact("LLM Forge", record.map { "\($0.forge.version)" } ?? "–"), Fact("Folder", training.folder),
        ]
        hashes = [
            Fact("Base model SHA-256", training.modelSHA256 ?? "–"),
            Fact("Pairs' file SHA-256", training.data?.fileSHA256 ?? "–"),
            Fact("Settings SHA-256", (try record?.config.hash()) ?? "–"),
            Fact("Adapter SHA-256", training.adapter?.ggufSHA256 ?? "–"),
        ]
    }
}
