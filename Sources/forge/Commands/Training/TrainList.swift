import ArgumentParser
import ForgeCore
import ForgeTerminal
import ForgeTuning

struct TrainList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the trainings of this installation, the latest first.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let trainings = TrainingLibrary(home: ForgeHome()).list()
        if output.json { return try output.print(json: trainings) }
        guard !trainings.isEmpty else {
            return print(
                "There is no training yet. Begin one: forge train run configs/dpo-smollm2.yaml --data PAIRS.jsonl")
        }
        print(TrainingStatusText.table(trainings).rendered(for: Terminal.of(descriptor: 1)))
    }
}
