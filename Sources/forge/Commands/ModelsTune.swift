import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeTerminal
import Foundation

struct ModelsTune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Find the fastest weight format of a model on this machine that keeps its answers, and use it.",
        discussion: """
            Converts the weights to each candidate format, measures prefill and decode, and compares the answers token by \
            token with those of the file as shipped. The fastest format that agrees enough is used from then on; the \
            original stays, and configs may ask for it with `original: true`.

            EXAMPLES
              forge models tune smollm2-135m-instruct
              forge models tune smollm2-135m-instruct --undo
            """)

    @Argument(help: "A name of the catalogue.")
    var name: String
    @Option(help: "Share of the original's answer tokens that a format must also choose, 0 to 1.")
    var minimumAgreement = 0.95
    @Flag(help: "Go back to the file as shipped.")
    var undo = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...1).contains(minimumAgreement) else {
            throw ValidationError("--minimum-agreement must be from 0 to 1.")
        }
    }

    func run() async throws {
        let models = try Libraries().models
        let original = try models.resolve(name, original: true)
        if undo {
            try models.clearTuned(for: original.name)
            if output.json { return try output.print(json: ModelDocument(try models.info(original.name))) }
            return print("\(original.name): the file as shipped is used again")
        }
        let report = try await measure(original, folder: models.folder(original.name))
        try keep(report, of: original, in: models)
        if output.json { return try output.print(json: report) }
        print(TuningTable(report).text(for: Terminal.of(descriptor: 1)))
    }

    private func measure(_ original: ModelFile, folder: URL) async throws -> WeightTuningReport {
        let tuner = WeightTuner(
            source: original.path, folder: folder, options: .init(minimumAgreement: minimumAgreement))
        let questions = try FewShotExamples.standard().questions
        return try await untilInterrupted {
            try await tuner.run(questions: questions) { StandardError.write("\($0)\n") }
        }
    }

    private func keep(_ report: WeightTuningReport, of original: ModelFile, in models: ModelLibrary) throws {
        guard !report.chosen.isOriginal else { return try models.clearTuned(for: original.name) }
        let variant = TunedModel(
            file: URL(filePath: report.chosen.path).lastPathComponent, format: report.chosen.format,
            originalSHA256: original.sha256, measurements: try JSON.decode(from: JSON.data(report)))
        try models.setTuned(variant, for: original.name)
    }
}
