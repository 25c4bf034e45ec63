import ArgumentParser
import ForgeCore
import ForgeTerminal
import ForgeTuning

struct TrainShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a training: how far it is, its losses, held-out pairs, data and adapter.",
        discussion: """
            EXAMPLES
              forge train show dpo-smollm2
              forge train show dpo-smollm2 --json | jq .heldOut
            """)

    @Argument(help: "The training's name; `forge train list` shows all.")
    var name: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let training = try TrainingLibrary(home: ForgeHome()).get(name)
        if output.json { return try output.print(json: training) }
        let terminal = Terminal.of(descriptor: 1)
        for line in TrainingStatusText.lines(training) { print(terminal.text(line)) }
    }
}
