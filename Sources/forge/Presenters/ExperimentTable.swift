import ForgeCore
import ForgeLab
import ForgeTerminal
import Foundation

/// The list of experiments with their first quality metric.
struct ExperimentTable {
    var page: Page<Experiment>
    var store: any ExperimentStore

    func text() async throws -> String {
        guard !page.items.isEmpty else {
            return page.total == 0
                ? "No experiments. Start with: forge run configs/demo.yaml" : "No more experiments after this page."
        }
        var table = TextTable([
            .init("id"), .init("name", isFlexible: true), .init("method"), .init("model", isFlexible: true),
            .init("data set"), .init("n", .right), .init("status"), .init("quality", .right),
            .init("95 % interval", .right), .init("p50", .right), .init("created"),
        ])
        for experiment in page.items { table.add(try await row(experiment)) }
        let shown = page.items.count < page.total ? "\n\(page.items.count) of \(page.total)" : ""
        let next = page.next.map { " · next page: --cursor \($0)" } ?? ""
        return table.rendered(for: Terminal.of(descriptor: 1)) + shown + next
    }

    private func row(_ experiment: Experiment) async throws -> [TextTable.Cell] {
        let results = experiment.status == .completed ? try await store.results(of: experiment.id) : []
        let quality = results.first { AnswerMetrics.named($0.metric) != nil }
        let latency = results.first { $0.metric == SummaryMetric.latencyP50 }?.value
        let interval = quality.flatMap { quality in
            quality.low.flatMap { low in quality.high.map { "\(percent(low)) – \(percent($0))" } }
        }
        let count =
            experiment.done == experiment.total ? "\(experiment.total)" : "\(experiment.done)/\(experiment.total)"
        return [
            .init(experiment.id), .init(experiment.name), .init(experiment.method), .init(experiment.model),
            .init(experiment.dataset), .init(count), .init(experiment.status.rawValue, color(experiment.status)),
            .init(quality.flatMap { quality in quality.value.map { "\(quality.metric) \(percent($0)) %" } } ?? "–"),
            .init(interval ?? ""), .init(latency.map(NumberText.seconds) ?? "–"),
            .init(
                experiment.createdAt.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))),
        ]
    }

    private func percent(_ value: Double) -> String { NumberText.decimal(value * 100, places: 1) }

    private func color(_ status: ExperimentStatus) -> TextColor {
        switch status {
        case .completed: .green
        case .failed: .red
        case .pending, .running, .stopped: .yellow
        }
    }
}
