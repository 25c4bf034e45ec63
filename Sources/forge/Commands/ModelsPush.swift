import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import Foundation

struct ModelsPush: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Publish an adapter or a model on the Hugging Face Hub, privately.",
        discussion: """
            Names a training (its adapter's folder is published), a folder, or a file. The repository is created when it is \
            not there, as a private one; --public says otherwise. HF_TOKEN comes from the environment only, HF_ENDPOINT \
            names another Hub. What the Hub has already is not sent again, so a push that was cut off is repeated as it is.

            EXAMPLES
              HF_TOKEN=… forge models push dpo-smollm2 --repo owner/smollm2-helpful
              HF_TOKEN=… forge models push tuned.gguf --repo owner/smollm2-helpful-gguf --public
            """)

    @Argument(help: "A training's name, or the path of a folder or file.")
    var source: String
    @Option(name: .customLong("repo"), help: "The repository, owner/name.")
    var repository: String
    @Flag(name: .customLong("public"), help: "Let everybody see it.")
    var isPublic = false
    @Option(help: "The commit's message.")
    var message: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        var settings = try HubSettings(environment: environment)
        // A token in a file is for downloads: publishing under it should be meant.
        settings.token = environment["HF_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let place = try place()
        let publisher = HubPublisher(settings: settings, report: PullMonitor(quiet: output.json).handler)
        let message = message ?? "Upload \(place.lastPathComponent) with LLM Forge"
        let (repository, isPrivate) = (repository, !isPublic)
        let outcome = try await untilInterrupted {
            try await publisher.publish(
                try UploadFile.all(at: place), to: repository, isPrivate: isPrivate, message: message)
        }
        if output.json { return try output.print(json: outcome) }
        print("\(outcome.repository) (\(outcome.isPrivate ? "private" : "public")): \(summary(outcome))")
        if let commit = outcome.commit { print("commit: \(commit)") }
    }

    private func place() throws -> URL {
        if FileManager.default.fileExists(atPath: source), !AdapterFinder.isName(source) {
            return URL(filePath: source)
        }
        return try AdapterFinder().file(source).deletingLastPathComponent()
    }

    private func summary(_ outcome: HubPublisher.Outcome) -> String {
        guard outcome.commit != nil else { return "nothing to do, all \(outcome.kept.count) files are there" }
        return Counted.of(outcome.sent.count, "file") + " sent"
            + (outcome.kept.isEmpty ? "" : ", \(Counted.of(outcome.kept.count, "file")) there already")
    }
}
