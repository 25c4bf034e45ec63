import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTerminal

struct VoteJudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge", abstract: "Let a model judge the pairs, each in both orders.",
        discussion: """
            The model is a voter of its own kind: it is never counted together with people. What it says in only one of \
            the two orders counts as a tie, and output without a readable verdict is counted. Every call is kept. A run \
            that was ended goes on where it was.

            EXAMPLES
              forge vote judge STUDY --model qwen2.5-1.5b-instruct
              forge vote judge STUDY --model qwen3-4b --type vllm --base-url http://127.0.0.1:8000/v1
            """)

    @Argument(help: "Study by id or name.")
    var study: String
    @Option(help: "A model of the catalogue, a GGUF file, or with --type the name at the server.")
    var model: String
    @Option(help: "Kind of the server that runs it: vllm, sglang, llama-server, ollama or openai.")
    var type: ServerKind?
    @Option(help: "Address of the server (default: the type's own on this machine).")
    var baseURL: String?
    @Option(help: "Environment variable that holds the server's key.")
    var apiKeyEnv: String?
    @Option(help: "Output tokens at most.")
    var maxTokens = 512
    @Option(help: "Tokens of prompt and output together. (default: the smaller of the model's own and 2048)")
    var contextLength: Int?
    @Option(help: "Pairs at a time.")
    var concurrency = 8
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...8192).contains(maxTokens) else { throw ValidationError("--max-tokens must be from 1 to 8192.") }
        guard (1...256).contains(concurrency) else { throw ValidationError("--concurrency must be from 1 to 256.") }
        guard contextLength.map({ (512...1_048_576).contains($0) }) ?? true else {
            throw ValidationError("--context-length must be from 512 to 1048576.")
        }
        guard type != nil || (baseURL == nil && apiKeyEnv == nil) else {
            throw ValidationError("--base-url and --api-key-env belong to a server: name its kind with --type.")
        }
    }

    private struct Document: Encodable {
        var study: String
        var judge: Voter
        var votes: Int
    }

    func run() async throws {
        try await Workshop.open { workshop in
            let found = try await workshop.votes.store.findStudy(study)
            guard found.isOpen else { throw Self.closed(found) }
            let monitor = CountMonitor("judging", quiet: output.json)
            let engine = try await workshop.laboratory.engines(try specification(workshop))
            let judge = judge(workshop, engine)
            do {
                try await untilInterrupted {
                    try await judge.run(found.id) { monitor.show(done: $0.done, of: $0.total) }
                }
                await engine.shutdown()
            } catch {
                await engine.shutdown()
                throw error
            }
            monitor.close()
            let votes = try await workshop.store.turnout(of: [found.id])[found.id]?.first { $0.voter == judge.voter }
            if output.json {
                return try output.print(json: Document(study: found.id, judge: judge.voter, votes: votes?.votes ?? 0))
            }
            print("\(model) has judged \(Counted.of(votes?.votes ?? 0, "pair")) of \(found.name)")
            print("its results are told with the others: forge vote close \(found.id)")
        }
    }

    private func judge(_ workshop: Workshop, _ engine: any Engine) -> VoteJudge {
        var judge = VoteJudge(store: workshop.store, engine: engine, name: model)
        judge.options.maxTokens = maxTokens
        judge.options.concurrency = concurrency
        return judge
    }

    private func specification(_ workshop: Workshop) throws -> EngineSpecification {
        var config = EngineConfig(contextLength: contextLength)
        if let type {
            config.server = ServerConfig(kind: type, baseURL: baseURL, model: model, keyVariable: apiKeyEnv)
            return EngineSpecification(model: .served(model), config: config, parallelSequences: concurrency)
        }
        return EngineSpecification(
            model: .file(try workshop.libraries.models.resolve(model)), config: config,
            parallelSequences: concurrency)
    }

    private static func closed(_ study: VoteStudy) -> CommandError {
        CommandError(
            .conflict, "votes.closed", "The vote study \(study.name) takes no votes any more.",
            remedy: "Make a new study of the same experiments and judge that.")
    }
}
