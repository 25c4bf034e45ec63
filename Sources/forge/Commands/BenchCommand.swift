import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract:
            "Measure this machine: engine, agents, runner, store, encoders, searches; a server; what serves methods best.",
        subcommands: [
            BenchEngine.self, BenchAgents.self, BenchRunner.self, BenchStore.self, BenchEncoder.self,
            BenchRetrieval.self, BenchServe.self, BenchPrefix.self, BenchMatrixCommand.self, BenchMemory.self,
            BenchMemoryTrial.self, BenchResults.self,
        ])
}
