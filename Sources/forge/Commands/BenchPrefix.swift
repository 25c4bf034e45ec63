import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeTerminal
import Foundation

struct BenchPrefix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefix",
        abstract: "Compute what a prefix cache could spare of an experiment's logged prompts, beside what it did.",
        discussion: """
            Nothing is run: the logged prompts are put through an ideal cache, which keeps everything, and through caches of
            limited memory that drop what was unused longest. What was measured stands beside them.

            EXAMPLES
              forge bench prefix study/rag
              forge bench prefix study/rag --megabytes 64 --megabytes 512 --json
            """)

    @Argument(help: "Experiment by id or name.")
    var experiment: String
    @Option(name: .long, help: "MiB of a cache; repeat for several.")
    var megabytes = [64, 256, 1024]
    @Option(help: "A model of the catalogue or a GGUF file whose tokens to count in (default: the experiment's).")
    var model: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard megabytes.allSatisfy((1...16_777_216).contains) else {
            throw ValidationError("--megabytes must be from 1 to 16777216.")
        }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let found = try await workshop.store.findExperiment(experiment)
            let file = try workshop.libraries.models.resolve(model ?? found.model, original: false)
            let calls = try await Self.calls(of: found, in: workshop.store)
            guard !calls.isEmpty else {
                throw ValidationError("\(found.name) has no logged prompts yet: run it first.")
            }
            let header = try GGUFHeader(checkingFileAt: file.path)
            guard let bytes = header.cacheBytesPerToken else {
                throw ValidationError(
                    "\(file.path) does not say how many layers and heads it has; name another --model.")
            }
            let tokenized = try Self.tokenized(calls, by: file.path)
            let report = PrefixWhatIf.report(tokenized, bytesPerToken: bytes, budgets: megabytes.map { $0 << 20 })
            if output.json { return try output.print(json: report) }
            print(PrefixWhatIfText(report, name: found.name).text(for: Terminal.of(descriptor: 1)))
        }
    }

    private struct LoggedCall {
        var prompt: String
        var cachedTokens: Int
        var order: (Double, Int, Int)
    }

    /// In the order in which they were sent.
    private static func calls(of experiment: Experiment, in store: any ExperimentStore) async throws -> [LoggedCall] {
        var calls: [LoggedCall] = []
        try await store.forEachCall(of: experiment.id) { call in
            calls.append(
                LoggedCall(
                    prompt: call.prompt, cachedTokens: call.cachedTokens,
                    order: (call.startedAt.timeIntervalSince1970, call.index, call.step)))
        }
        return calls.sorted { $0.order < $1.order }
    }

    private static func tokenized(_ calls: [LoggedCall], by path: String) throws -> [PrefixWhatIf.Call] {
        let text = try TextModel(path: path)
        return try calls.map {
            PrefixWhatIf.Call(tokens: try text.tokens(ofRendered: $0.prompt), cachedTokens: $0.cachedTokens)
        }
    }
}
