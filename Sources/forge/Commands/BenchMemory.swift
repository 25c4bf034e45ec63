import ArgumentParser
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeTerminal
import Foundation

struct BenchMemory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Measure peak memory by method and batch size, and find the largest batch that fits.",
        discussion: """
            Every trial is a process of its own whose address space is limited, so that running out of memory ends that \
            process alone. Before anything is loaded the memory is estimated from the model file's header: weights, keys and \
            values, compute buffers. The largest batch is found by doubling and then halving. Methods are those of a benchmark \
            matrix's config.

            EXAMPLES
              forge bench memory configs/bench-matrix.yaml
              forge bench memory configs/bench-matrix.yaml --memory-limit 1500 --batch 8 --batch 32
              forge bench memory configs/bench-matrix.yaml --estimate   # the estimate alone; nothing is loaded
            """)

    @Argument(help: "The config file of a matrix (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var config: String
    @Option(help: "Questions at a time to measure; may be repeated.")
    var batch = [1, 8, 16, 32, 64]
    @Option(help: "The most questions at a time that are tried in the search for the largest batch.")
    var most = 128
    @Option(help: "MiB of address space for a trial (default: nine tenths of what is available).")
    var memoryLimit: Int?
    @Option(help: "Seconds for a trial; one that takes longer counts as not fitting.")
    var timeout = 600.0
    @Option(help: "Way of serving, by its label (default: batched, or the config's first).")
    var serving: String?
    @Option(help: "Only this method, by its label, within the memory of those kept before; may be repeated.")
    var method: [String] = []
    @Option(help: "An adapter, which adds the method `dpo`.")
    var adapter: String?
    @Flag(help: "Print the estimate and load nothing.")
    var estimate = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...128).contains(most) else { throw ValidationError("--most must be from 1 to 128.") }
        guard !batch.isEmpty, batch.allSatisfy((1...128).contains), Set(batch).count == batch.count else {
            throw ValidationError("--batch must be from 1 to 128, each once.")
        }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 86400.") }
        guard memoryLimit.map({ (64...16_777_216).contains($0) }) ?? true else {
            throw ValidationError("--memory-limit must be from 64 to 16777216.")
        }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let loader = await workshop.loader
            let plan = try loader.benchMatrix(path: config, adding: .init(adapter: adapter))
            try await Fetching.fetchMissing(for: plan.experiments, libraries: workshop.libraries, quiet: output.json)
            let shelf = BenchmarkShelf(home: workshop.home)
            // One that cannot be read is replaced.
            let earlier = try? shelf.memory(plan.name)
            let setup = try MemorySetup(
                plan, serving: serving, methods: method, limit: memoryLimit, batches: batch, earlier: earlier)
            let profile = try setup.profile(models: workshop.libraries.models)
            guard !estimate else { return try show(profile) }
            let measured = try await measure(profile, addingTo: earlier, on: shelf)
            try show(measured)
            let failed = measured.cells.contains { profile.methods.contains($0.method) && $0.state == .failed }
            if failed { throw ExitCode(1) }
        }
    }

    private func measure(
        _ profile: MemoryProfile, addingTo earlier: MemoryProfile?, on shelf: BenchmarkShelf
    ) async throws -> MemoryProfile {
        // What was measured with other settings stays until this is finished.
        let replaces = earlier.map { !profile.isComparable(to: $0) } ?? false
        let process = TrialProcess(
            config: URL(filePath: config).path, adapter: adapter, serving: profile.serving, limit: profile.limit,
            timeout: timeout)
        let (most, quiet) = (most, output.json)
        return try await untilInterrupted {
            try await shelf.holding(profile.name) {
                let measured = try await MemoryProfiling(most: most, trial: process.run).run(
                    profile.adding(to: earlier), methods: profile.methods
                ) { current, line in
                    if !replaces { try shelf.save(current) }
                    if !quiet { StandardError.write("\(line)\n") }
                }
                try shelf.save(measured)
                return measured
            }
        }
    }

    private func show(_ profile: MemoryProfile) throws {
        if output.json { return try output.print(json: profile) }
        print(MemoryProfileText(profile).text(for: Terminal.of(descriptor: 1)))
    }
}
