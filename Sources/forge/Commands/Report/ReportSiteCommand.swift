import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeWeb
import Foundation

struct ReportSiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Write experiments as a folder of web pages that needs no server.",
        discussion: """
            The pages are those of `forge serve` without anything that changes something: the list, every experiment with \
            its questions, answers, traces and calls, comparisons of those that answered the same questions, charts, and \
            exports. All links are relative: the folder can be opened from a disk, put below any path of a web server, \
            or published with GitHub Pages, Vercel and the like. What is in prompts, answers and configs is then \
            public; values of secret environment variables are looked for and refused.

            EXAMPLES
              forge report site --output report            # all completed experiments
              forge report site demo/naive demo/cot --output docs/demo --title "Naive against chain of thought"
            """)

    @Argument(help: "Experiments by id or name; without any, all that are completed.")
    var experiments: [String] = []
    @Option(help: "Folder to write; an earlier report in it is replaced.", completion: .directory)
    var output: String
    @Option(help: "Heading of the first page.")
    var title = "Experiments"
    @Option(help: "Questions of each experiment that get a page of their own.")
    var examples = 200
    @Flag(name: .long, help: "Print JSON instead of text.")
    var json = false

    /// More would be a folder that no host takes.
    private static let most = 500

    func validate() throws {
        guard (1...100_000).contains(examples) else { throw ValidationError("--examples must be from 1 to 100000.") }
        guard !title.isEmpty, title.count <= 200 else {
            throw ValidationError("--title must have 1 to 200 characters.")
        }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let chosen = try await choose(in: workshop.store)
            let environment = ProcessInfo.processInfo.environment
            var options = ReportSite.Options()
            options.title = title
            options.examples = examples
            options.environment = environment
            options.assets = AssetFolder.find(environment: environment, executable: Bundle.main.executableURL)
            let site = try ReportSite(services: workshop.webServices(), options: options)
            let (folder, monitor) = (URL(filePath: output).standardizedFileURL, CountMonitor("pages", quiet: json))
            let report = try await untilInterrupted {
                defer { monitor.close() }
                return try await site.build(chosen, in: folder) { monitor.show(done: $0, of: $1) }
            }
            try show(report)
        }
    }

    private func choose(in store: any ExperimentStore) async throws -> [Experiment] {
        var found: [Experiment] = []
        for reference in experiments {
            let experiment = try await store.meant(by: reference)
            if !found.contains(where: { $0.id == experiment.id }) { found.append(experiment) }
        }
        if experiments.isEmpty {
            let page = try await store.experiments(ExperimentQuery(statuses: [.completed], limit: Self.most))
            guard page.total <= Self.most else {
                throw CommandError(
                    .invalidInput, "site.too-many", "\(page.total) experiments are completed.",
                    remedy: "Name those that the report is to show, at most \(Self.most).")
            }
            found = page.items
        }
        guard !found.isEmpty else {
            throw CommandError(
                .notFound, "site.nothing", "No experiment is completed yet.",
                remedy: "Run one: forge run configs/demo.yaml")
        }
        return found
    }

    private func show(_ report: ReportSite.Report) throws {
        if json { return print(try JSON.text(report, pretty: true)) }
        print(
            """
            \(report.folder)/index.html
              \(Counted.of(report.experiments, "experiment")), \(Counted.of(report.comparisons, "comparison")), \
            \(Counted.of(report.files, "file")), \(Counted.of(report.bytes, "byte"))
            """)
        if !report.hasAssets {
            Warning.note("fonts and charts were not fetched at set-up: the report has system fonts and tables")
        }
    }
}
