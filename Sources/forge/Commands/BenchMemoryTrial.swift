import ArgumentParser
import ForgeCore
import ForgeEngines
import ForgeLab

/// One trial of `forge bench memory`, in a process of its own.
struct BenchMemoryTrial: AsyncParsableCommand {
    static let name = "memory-trial"
    static let configuration = CommandConfiguration(
        commandName: name,
        abstract: "Answer a batch of questions and tell what it took; started by `forge bench memory`.",
        shouldDisplay: false)

    @Argument(help: "The config file of a matrix (YAML).")
    var config: String
    @Option(help: "Label of the method.")
    var method: String
    @Option(help: "Label of the way of serving.")
    var serving: String
    @Option(help: "Questions at a time.")
    var batch: Int
    @Option(help: "Bytes of address space.")
    var limit: Int
    @Option(help: "An adapter.")
    var adapter: String?
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...128).contains(batch) else { throw ValidationError("--batch must be from 1 to 128.") }
        guard limit > 0 else { throw ValidationError("--limit must be above 0.") }
    }

    func run() async throws {
        try AddressSpace.limit(to: limit)
        try await Workshop.open(readsOnly: true) { workshop in
            let loader = await workshop.loader
            let plan = try loader.benchMatrix(path: config, adding: .init(adapter: adapter))
            let cell = try MemorySetup.cell(of: plan, method: method, serving: serving)
            let (laboratory, batch) = (workshop.laboratory, batch)
            let trial = try await untilInterrupted {
                try await laboratory.memoryTrial(cell.config, batch: batch, device: DeviceMemoryUse.now)
            }
            try output.print(json: trial)
        }
    }
}
