import ArgumentParser
import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

struct CanaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canary",
        abstract: "Measure the noise floor: how many answers change with batch and cache alone.",
        discussion: """
            Asks the same questions one at a time and together, each with a cold and a warm cache, and compares outputs token
            by token, parsed answers and metrics with those of one question at a time. Of a stored experiment the report is
            kept in its provenance and among its results (noise.…).

            EXAMPLES
              forge canary demo/cot
              forge canary configs/demo.yaml --questions 50 --json
            """)

    @Argument(help: "A config file (YAML), or an experiment by id or name.")
    var subject: String
    @Option(help: "Questions, the first ones of the sample.")
    var questions = 20
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(questions) else {
            throw ValidationError("--questions must be from 1 to 100000.")
        }
    }

    func run() async throws {
        try await Workshop.open { workshop in
            let reports = try await untilInterrupted { try await self.reports(workshop) }
            if output.json { return try output.print(json: reports) }
            for item in reports {
                print(CanaryText(item.report, name: item.name).text(for: Terminal.of(descriptor: 1)))
            }
        }
    }

    private func reports(_ workshop: Workshop) async throws -> [NamedReport] {
        let laboratory = workshop.laboratory
        let tell: @Sendable (String) -> Void = { StandardError.write("\($0)\n") }
        guard ["yaml", "yml"].contains(URL(filePath: subject).pathExtension) else {
            let experiment = try await workshop.store.findExperiment(subject)
            let report = try await laboratory.canary(of: experiment, questions: questions, progress: tell)
            return [NamedReport(name: experiment.name, report: report)]
        }
        let loader = await workshop.loader
        let plan = try loader.load(path: subject)
        try await Fetching.fetchMissing(for: plan, libraries: workshop.libraries, quiet: output.json)
        var reports: [NamedReport] = []
        for config in plan.experiments {
            tell(config.name)
            let report = try await laboratory.canary(config, questions: questions, progress: tell)
            reports.append(NamedReport(name: config.name, report: report))
        }
        return reports
    }
}

private struct NamedReport: Encodable, Sendable {
    var name: String
    var report: CanaryReport
}
