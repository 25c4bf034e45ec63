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
        abstract: "Measure the engine: against llama.cpp's bare loop, its batching styles, caches and guesses.",
        discussion: """
            Runs that are compared alternate; medians are reported. Leave the machine alone meanwhile.

            PARTS (--only)
              loop         the engine against llama.cpp's bare loop
              few-shot     examples shared by all prompts, and computed for each
              contention   alone and beside busy threads
              batching     continuous batches, static ones of 4, 8 and 16, one request at a time, at mixed lengths; and
                           what reproducible answers cost
              speculation  guessed tokens on and off, where answers quote and where they do not
              contexts     questions about contexts that come again: nothing kept, what the sequences hold, everything

            EXAMPLES
              forge bench engine
              forge bench engine --only batching --only speculation --repeats 5
              forge bench engine --model smollm2-135m-instruct --repeats 5 --json > engine.json
            """)

    @Option(help: "A model of the catalogue or a GGUF file (default: the catalogue's default).")
    var model: String?
    @Flag(help: "The file as shipped even where a tuned variant exists.")
    var original = false
    @Option(help: "Repeats of every measurement.")
    var repeats = 3
    @Option(help: "Questions that prompts are made of, at most: fewer are faster and say less (default: all).")
    var prompts: Int?
    @Option(help: "Output tokens per prompt at most.")
    var maxTokens = 48
    @Option(name: .customLong("only"), help: "Only this part; may be repeated (default: all).")
    var parts: [EngineBenchmarkPart] = []
    @Option(help: "Requests at a time where batching styles and caches are compared.")
    var batch = 16
    @Option(help: "Contexts that come again.")
    var contexts = 40
    @Option(help: "Questions about each of them.")
    var perContext = 5
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100).contains(repeats) else { throw ValidationError("--repeats must be from 1 to 100.") }
        guard (1...128).contains(maxTokens) else { throw ValidationError("--max-tokens must be from 1 to 128.") }
        guard prompts.map((1...10_000).contains) ?? true else {
            throw ValidationError("--prompts must be from 1 to 10000.")
        }
        guard (1...64).contains(batch) else { throw ValidationError("--batch must be from 1 to 64.") }
        guard (1...10_000).contains(contexts), (1...1000).contains(perContext) else {
            throw ValidationError("--contexts must be from 1 to 10000, --per-context from 1 to 1000.")
        }
    }

    func run() async throws {
        let libraries = try Libraries()
        let file = try libraries.models.resolve(model ?? libraries.catalogue.defaultModel, original: original)
        let benchmark = EngineBenchmark(
            modelPath: file.path,
            options: .init(
                maxTokens: maxTokens, repeats: repeats,
                parts: parts.isEmpty ? EngineBenchmarkPart.allCases : parts, batch: batch))
        let questions = Array(try FewShotExamples.standard().questions.prefix(self.prompts ?? .max))
        let prompts = try BenchPrompts(questions: questions, contexts: contexts, perContext: perContext)
        let report = try await untilInterrupted {
            try await benchmark.run(
                prompts: prompts.ordinary, fewShotPrompts: prompts.fewShot, quotingPrompts: prompts.quoting,
                contextPrompts: prompts.contexts
            ) {
                StandardError.write("\($0)\n")
            }
        }
        if output.json { return try output.print(json: report) }
        print(EngineBenchText(report).text(for: Terminal.of(descriptor: 1)))
    }
}

extension EngineBenchmarkPart: ExpressibleByArgument {}
