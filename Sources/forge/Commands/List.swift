import ArgumentParser
import ForgeCore

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List experiments, newest first.",
        discussion: """
            EXAMPLES
              forge list
              forge list --status completed --dataset nq-open --limit 100
              forge list --json | jq '.items[].name'
            """)

    @Option(help: "Only these statuses: pending, running, completed, failed, stopped.")
    var status: [ExperimentStatus] = []
    @Option(help: "Only this method, as the list shows it (naive, cot.zero-shot, …).")
    var method: String?
    @Option(help: "Only this model.")
    var model: String?
    @Option(help: "Only this data set.")
    var dataset: String?
    @Option(help: "Only with this tag.")
    var tag: String?
    @Option(help: "Only names that contain this.")
    var text: String?
    @Option(help: "Sort by \(ExperimentSort.allCases.map(\.rawValue).joined(separator: ", ")).")
    var sort: ExperimentSort = .created
    @Option(help: "How many to show.")
    var limit = 30
    @Option(help: "Go on after the page that ended with this cursor.")
    var cursor: String?
    @Flag(help: "Include deleted experiments.")
    var deleted = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit must be from 1 to 10000.") }
    }

    func run() async throws {
        try await Workshop.open(readsOnly: true) { workshop in
            let page = try await workshop.store.experiments(query)
            if output.json { return try output.print(json: page) }
            print(try await ExperimentTable(page: page, store: workshop.store).text())
        }
    }

    private var query: ExperimentQuery {
        ExperimentQuery(
            statuses: Set(status), method: method, model: model, dataset: dataset, tag: tag, text: text,
            deleted: deleted ? .shown : .hidden, sort: sort, cursor: cursor, limit: limit)
    }
}

extension ExperimentStatus: ExpressibleByArgument {}
extension ExperimentSort: ExpressibleByArgument {}
