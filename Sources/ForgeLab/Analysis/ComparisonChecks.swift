import ForgeCore

/// When experiments may not be compared, and what to do about it.
enum ComparisonChecks {
    static func check(_ sides: [ComparedExperiment]) throws {
        guard sides.count >= 2 else {
            throw LabError(
                .invalidInput, "compare.too-few", "A comparison needs two experiments.",
                remedy: "Name at least two: `forge compare A B`; `forge list` shows them.")
        }
        let ids = sides.map(\.experiment.id)
        if let twice = ids.enumerated().first(where: { ids[..<$0].contains($1) })?.element {
            throw LabError(.invalidInput, "compare.same", "The experiment \(twice) is named twice.")
        }
        for side in sides { try checkFinished(side) }
        for side in sides.dropFirst() { try checkSample(side.experiment, as: sides[0].experiment) }
    }

    private static func checkFinished(_ side: ComparedExperiment) throws {
        let experiment = side.experiment
        if !side.rows.isEmpty, side.rows.allSatisfy({ !$0.isAnswered }) {
            throw LabError(
                .conflict, "compare.all-failed", "\(name(experiment)) has no answers: all of its questions failed.",
                cause: experiment.error, remedy: "Mend the cause, then `forge resume \(experiment.id)` asks them again."
            )
        }
        guard experiment.status == .completed else {
            throw LabError(
                .conflict, "compare.unfinished", "\(name(experiment)) is not finished.",
                cause: "It is \(experiment.status.rawValue) with \(experiment.done) of \(experiment.total) questions "
                    + "done; the missing ones would bias the difference.",
                remedy: "Finish it with `forge resume \(experiment.id)`, then compare again.")
        }
        let indices = Set(side.rows.map(\.index))
        guard indices.count == side.rows.count, indices.count == experiment.total else {
            throw LabError(
                .internalFailure, "compare.incomplete",
                "\(name(experiment)) has \(indices.count) predictions for \(experiment.total) questions.",
                remedy: "Run `forge doctor` to check the database.")
        }
    }

    private static func checkSample(_ experiment: Experiment, as first: Experiment) throws {
        guard experiment.sampleHash != first.sampleHash else { return }
        throw LabError(
            .conflict, "compare.samples-differ",
            "\(name(first)) and \(name(experiment)) answered different questions, so a paired comparison is impossible.",
            cause: "\(sample(first)); \(sample(experiment)).",
            remedy: "Run both on one sample: the same data set, split, n and seed, or one config with a `matrix`.")
    }

    private static func sample(_ experiment: Experiment) -> String {
        "\(experiment.name): \(experiment.dataset) \(experiment.split), \(experiment.total) questions, "
            + "seed \(experiment.seed), sample \(experiment.sampleHash.prefix(8))"
    }

    private static func name(_ experiment: Experiment) -> String { "\(experiment.name) (\(experiment.id))" }
}

// MARK: Metrics

extension ComparisonChecks {
    /// The metrics that every experiment has scores of, the deciding one first.
    static func shared(_ metrics: [MetricInfo], of sides: [ComparedExperiment], wanted: String?) throws -> [MetricInfo]
    {
        let configured = (sides.first?.experiment.config["metrics"]?.array ?? []).compactMap(\.string)
        let ordered =
            configured.compactMap { name in metrics.first { $0.name == name } }
            + metrics.filter { !configured.contains($0.name) }
        let shared = ordered.filter { metric in
            sides.allSatisfy { $0.rows.contains { $0.scores[metric.name] != nil } }
        }
        guard let wanted else {
            guard !shared.isEmpty else { throw missing(nil, in: sides) }
            try checkVersions(shared, of: sides)
            return shared
        }
        guard let first = shared.first(where: { $0.name == wanted }) else {
            throw missing(wanted, in: sides, known: metrics.map(\.name))
        }
        let reordered = [first] + shared.filter { $0.name != wanted }
        try checkVersions(reordered, of: sides)
        return reordered
    }

    private static func checkVersions(_ metrics: [MetricInfo], of sides: [ComparedExperiment]) throws {
        for metric in metrics {
            guard let old = sides.first(where: { $0.versions[metric.name, default: metric.version] != metric.version })
            else { continue }
            throw LabError(
                .conflict, "compare.metric-version",
                "\(name(old.experiment)) was scored with another version of \(metric.name).",
                cause: "Its scores are of version \(old.versions[metric.name] ?? 0), the present one is "
                    + "\(metric.version).",
                remedy: "Score it again with `forge rescore \(old.experiment.id)`.")
        }
    }

    private static func missing(_ metric: String?, in sides: [ComparedExperiment], known: [String] = []) -> LabError {
        guard let metric else {
            return LabError(
                .conflict, "compare.metric-missing", "The experiments have no metric in common.",
                remedy: "Score them with the same metrics: `forge rescore ID --metric em.squad` for each.")
        }
        guard known.contains(metric) else {
            let nearest = NearestName.question(metric, among: known)
            return LabError(
                .invalidInput, "compare.metric-unknown", "There is no metric `\(metric)`.",
                remedy: "\(nearest)Known: \(known.joined(separator: ", ")).")
        }
        let without = sides.filter { !$0.rows.contains { $0.scores[metric] != nil } }.map(\.experiment)
        return LabError(
            .conflict, "compare.metric-missing",
            "\(without.map(name).joined(separator: " and ")) has no scores of \(metric).",
            remedy: without.map { "`forge rescore \($0.id) --metric \(metric)`" }.joined(separator: "; "))
    }
}
