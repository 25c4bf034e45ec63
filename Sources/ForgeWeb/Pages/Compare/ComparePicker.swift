import ForgeCore
import ForgeLab

/// The choice of experiments to compare, those together that answered the same questions.
struct ComparePicker: Sendable {
    struct Entry: Sendable {
        let id: String
        let name: String
        let path: String
        let method: String
        let model: String
        let value: String
        let createdAt: String
        let isChosen: Bool
    }

    struct Group: Sendable {
        let title: String
        let note: String
        let entries: [Entry]
    }

    struct Alone: Sendable {
        let name: String
        let path: String
        let note: String
        let again: String
    }

    let notice: Notice?
    let groups: [Group]
    let hasGroups: Bool
    /// Completed ones that nothing can be set against.
    let alone: [Alone]
    let hasAlone: Bool
    let unfinished: String?
    let text: String
    let isEmpty: Bool
    let isSearch: Bool

    private static let most = 200

    static func load(
        _ query: CompareQuery, service: ExperimentService, notice: Notice?
    ) async throws -> ComparePicker {
        let completed = try await service.list(
            ExperimentQuery(statuses: [.completed], text: query.text, limit: most))
        let others = try await service.store.experiments(
            ExperimentQuery(statuses: [.pending, .running, .failed, .stopped], text: query.text, limit: 1))
        return ComparePicker(completed.items, unfinished: others.total, query: query, notice: notice)
    }

    private init(_ completed: [ExperimentOverview], unfinished: Int, query: CompareQuery, notice: Notice?) {
        let bySample = Dictionary(grouping: completed, by: \.sampleHash)
        // In the order of the newest of each.
        var hashes: [String] = []
        for experiment in completed where !hashes.contains(experiment.sampleHash) {
            hashes.append(experiment.sampleHash)
        }
        let chosen = hashes.filter { hash in bySample[hash, default: []].contains { query.ids.contains($0.id) } }
        let ordered = (chosen + hashes.filter { !chosen.contains($0) }).compactMap { bySample[$0] }
        self.notice = notice
        groups = ordered.filter { $0.count > 1 }.map { Self.group($0, chosen: query.ids) }
        hasGroups = !groups.isEmpty
        alone = ordered.filter { $0.count == 1 }.flatMap { $0.map(Self.alone) }
        hasAlone = !alone.isEmpty
        self.unfinished =
            unfinished == 0
            ? nil : unfinished == 1 ? "1 experiment is not finished" : "\(unfinished) experiments are not finished"
        text = query.text ?? ""
        isSearch = query.text != nil
        isEmpty = completed.isEmpty
    }

    private static func group(_ experiments: [ExperimentOverview], chosen: [String]) -> Group {
        Group(
            title: experiments.first.map(sample) ?? "",
            note: "\(experiments.count) experiments answered these questions",
            entries: experiments.map { experiment in
                Entry(
                    id: experiment.id, name: experiment.name, path: PageLink.experiment(experiment.id),
                    method: experiment.method, model: experiment.model,
                    value: experiment.result.map(ResultText.withInterval) ?? "–",
                    createdAt: String(experiment.createdAt.prefix(10)), isChosen: chosen.contains(experiment.id))
            })
    }

    private static func alone(_ experiment: ExperimentOverview) -> Alone {
        Alone(
            name: experiment.name, path: PageLink.experiment(experiment.id), note: sample(experiment),
            again: "/experiments/new?from=\(experiment.id)")
    }

    private static func sample(_ experiment: ExperimentOverview) -> String {
        "\(experiment.dataset) \(experiment.split), \(NumberText.count(experiment.total)) questions, "
            + "sample \(experiment.sampleHash.prefix(8))"
    }
}
