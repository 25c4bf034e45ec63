import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeRemote
import ForgeTerminal
import Foundation

extension ServerKind: ExpressibleByArgument {}

struct BenchServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract:
            "Measure an OpenAI-compatible server with vLLM's definitions: TTFT, TPOT, ITL, E2EL, throughput, goodput.",
        discussion: """
            Requests are streamed chat completions about words drawn by the seed, so that no two begin alike. They are sent \
            at a mean rate with random gaps (a Poisson process), or all at once up to --max-concurrency. Failed requests are \
            counted, not repeated. --result writes the file that vllm bench serve would.

            EXAMPLES
              forge bench serve --model qwen3-4b --base-url http://127.0.0.1:8000/v1 --type vllm
              forge bench serve --model m --type llama-server --rate 2 --requests 50 --goodput-ttft 500 --result r.json
            """)

    @Option(help: "The model's name at the server.")
    var model: String
    @Option(help: "Address of the server (default: the type's own on this machine).")
    var baseURL: String?
    @Option(help: "vllm, sglang, llama-server, ollama or openai.")
    var type = ServerKind.vllm
    @Option(help: "Environment variable that holds the key.")
    var apiKeyEnv: String?
    @Option(help: "Requests to send.")
    var requests = 100
    @Option(help: "Requests per second; without it all at once.")
    var rate: Double?
    @Option(help: "Most requests at a time.")
    var maxConcurrency = 64
    @Option(help: "Words of a prompt.")
    var words = 100
    @Option(help: "Output tokens at most.")
    var maxTokens = 128
    @Option(help: "Requests before the measurement.")
    var warmUp = 1
    @Option(help: "Seconds for one request.")
    var timeout = 600.0
    @Option(help: "Chooses prompts and gaps.")
    var seed: UInt64 = 0
    @Option(help: "Milliseconds to the first token within which a request is good.")
    var goodputTTFT: Double?
    @Option(help: "Milliseconds per further token within which a request is good.")
    var goodputTPOT: Double?
    @Option(help: "Milliseconds to the end within which a request is good.")
    var goodputE2EL: Double?
    @Option(help: "File for the result in vLLM's form.")
    var result: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(requests) else { throw ValidationError("--requests must be 1 to 1000000.") }
        guard rate.map({ $0 >= 1e-6 && $0.isFinite }) ?? true else {
            throw ValidationError("--rate must be at least 0.000001.")
        }
        guard (1...4096).contains(maxConcurrency) else { throw ValidationError("--max-concurrency must be 1 to 4096.") }
        guard (1...100_000).contains(words) else { throw ValidationError("--words must be 1 to 100000.") }
        guard (1...1_048_576).contains(maxTokens) else { throw ValidationError("--max-tokens must be 1 or more.") }
        guard (0...requests).contains(warmUp) else { throw ValidationError("--warm-up must be 0 to --requests.") }
        guard timeout > 0, timeout <= 86_400 else {
            throw ValidationError("--timeout must be above 0 and at most 86400.")
        }
    }

    func run() async throws {
        let report = try await untilInterrupted { try await measure() }
        if let result {
            // Not by renaming: it may be a device, whose place the file would take.
            try OutputFile(path: result, option: "--result", content: "result", code: "result.unwritable")
                .write(JSON.data(report.vllmResult), options: [])
        }
        if output.json { return try output.print(json: report.metrics) }
        print(ServingBenchText(report).text(for: Terminal.of(descriptor: 1)))
    }

    private func measure() async throws -> ServingReport {
        var settings = try RemoteSettings(
            kind: type, baseURL: baseURL, model: model, keyVariable: apiKeyEnv,
            environment: ProcessInfo.processInfo.environment)
        // The load is to be what was asked for: nothing is repeated or slowed down.
        settings.concurrency = .init(start: maxConcurrency, least: maxConcurrency, most: maxConcurrency)
        settings.retry = RetryPolicy(attempts: 0, longestRetryAfter: 0)
        settings.timeout = timeout
        let engine = try await RemoteEngine.open(settings)
        do {
            let report = try await measure(engine)
            await engine.shutdown()
            return report
        } catch {
            await engine.shutdown()
            throw error
        }
    }

    private func measure(_ engine: RemoteEngine) async throws -> ServingReport {
        let prompts = ServingPrompts(words: words, seed: seed)
        let benchmark = ServingBenchmark(
            engine: engine,
            requests: (0..<requests).map { GenerationRequest(prompt: prompts[$0], maxTokens: maxTokens) }, rate: rate,
            seed: seed, warmUp: warmUp)
        let date = Date()
        let (served, duration) = try await benchmark.run()
        let objectives = ServingMetrics.Objectives(ttft: goodputTTFT, tpot: goodputTPOT, e2el: goodputE2EL)
        return ServingReport(
            engine: engine.info, rate: rate, maxConcurrency: maxConcurrency, seed: seed, date: date,
            metrics: ServingMetrics(served, duration: duration, objectives: objectives), requests: served)
    }
}
