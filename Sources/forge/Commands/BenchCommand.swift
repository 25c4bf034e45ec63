import ArgumentParser

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract:
            "Measure this machine: the engine, agents, the runner, the store, encoders, searches; or a server of models.",
        subcommands: [
            BenchEngine.self, BenchAgents.self, BenchRunner.self, BenchStore.self, BenchEncoder.self,
            BenchRetrieval.self, BenchServe.self, BenchPrefix.self,
        ])
}
