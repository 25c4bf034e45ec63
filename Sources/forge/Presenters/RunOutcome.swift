import ForgeCore
import ForgeLab
import ForgeTerminal

/// What is printed when experiments have ended: each one's report, and their comparison when they share a sample.
struct RunOutcome {
    var experiments: [Experiment]
    var store: any ExperimentStore

    private struct Document: Encodable {
        struct Entry: Encodable {
            var experiment: Experiment
            var results: [MetricResult]
        }
        var experiments: [Entry]
        var comparison: Comparison?
        /// Why experiments on one sample could not be compared.
        var note: String?
    }

    func print(json: Bool) async throws {
        var document = Document(experiments: [])
        for experiment in experiments {
            let current = try await store.experiment(experiment.id)
            document.experiments.append(
                .init(experiment: current, results: try await store.results(of: experiment.id)))
        }
        do {
            document.comparison = try await comparison(of: document.experiments.map(\.experiment))
        } catch let error as LabError {
            document.note = error.description
        }
        if json { return Swift.print(try JSON.text(document, pretty: true)) }
        let terminal = Terminal.of(descriptor: 1)
        for entry in document.experiments {
            let failed = try await FailedQuestions(of: entry.experiment, in: store)
            let report = ExperimentReport(entry.experiment, results: entry.results, failed: failed)
            // Several at once are read side by side; `forge show` has the rest.
            let isOnly = document.experiments.count == 1
            Swift.print(isOnly ? report.rendered(for: terminal) : report.brief(for: terminal))
        }
        if let note = document.note { Swift.print(terminal.text("No comparison: \(note)\n")) }
        if let comparison = document.comparison {
            Swift.print(ComparisonReport(comparison).rendered(for: terminal))
        }
    }

    /// Nil when there is nothing to compare: one experiment, different samples, an unfinished one.
    private func comparison(of experiments: [Experiment]) async throws -> Comparison? {
        guard experiments.count > 1, Set(experiments.map(\.sampleHash)).count == 1,
            experiments.allSatisfy({ $0.status == .completed })
        else { return nil }
        return try await Comparing(store: store).compare(experiments, options: .init())
    }
}
