import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeTerminal
import Foundation

struct BenchEngine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Measure the engine against llama.cpp's bare loop, shared prefixes, and beside a busy machine.",
        discussion: """
            Runs that are compared alternate; medians are reported. Leave the machine alone meanwhile.

            EXAMPLES
              forge bench engine
              forge bench engine --model smollm2-135m-instruct --repeats 5 --json > engine.json
            """)

    @Option(help: "A model of the catalogue or a GGUF file (default: the catalogue's default).")
    var model: String?
    @Flag(help: "The file as shipped even where a tuned variant exists.")
    var original = false
    @Option(help: "Repeats of every measurement.")
    var repeats = 3
    @Option(help: "Output tokens per prompt at most.")
    var maxTokens = 48
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100).contains(repeats) else { throw ValidationError("--repeats must be from 1 to 100.") }
        guard (1...4096).contains(maxTokens) else { throw ValidationError("--max-tokens must be from 1 to 4096.") }
    }

    func run() async throws {
        let libraries = try Libraries()
        let file = try libraries.models.resolve(model ?? libraries.catalogue.defaultModel, original: original)
        let benchmark = EngineBenchmark(
            modelPath: file.path, options: .init(maxTokens: maxTokens, repeats: repeats))
        let questions = try FewShotExamples.standard().questions
        let prompts = try BenchPrompts(questions: questions)
        let report = try await untilInterrupted {
            try await benchmark.run(prompts: prompts.ordinary, fewShotPrompts: prompts.fewShot) {
                FileHandle.standardError.write(Data("\($0)\n".utf8))
            }
        }
        if output.json { return try output.print(json: report) }
        print(EngineBenchText(report).text(for: Terminal.of(descriptor: 1)))
    }
}

/// The prompts of the benchmark: the lab's own, over its built-in questions.
struct BenchPrompts {
    let ordinary: [Prompt]
    let fewShot: [Prompt]

    init(questions: [String]) throws {
        let samples = questions.enumerated().map {
            Sample(id: "\($0)", question: $1, answers: [], task: .openQuestion)
        }
        ordinary = try samples.map { try Self.builder(shots: 0).prompt(for: $0, chat: true) }
        fewShot = try samples.map { try Self.builder(shots: 5).prompt(for: $0, chat: true) }
    }

    private static func builder(shots: Int) throws -> PromptBuilder {
        let options = try MethodOptions(["shots": .integer(shots)], fields: PromptOptions.fields(shots: 0))
        return PromptBuilder(options: try PromptOptions(options), reasoning: .stepByStep)
    }
}
