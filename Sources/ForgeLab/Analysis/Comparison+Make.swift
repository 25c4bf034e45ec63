import ForgeCore

extension Comparison {
    /// Compares experiments that answered the same questions.
    ///
    /// - Parameter metrics: all known metrics; those that every experiment has scores of are compared. The one that the
    ///   options name decides, else the first of the first experiment's config, else the first of this list.
    /// - Throws: `LabError` with the reason when they may not be compared: fewer than two, different samples, an
    ///   unfinished one, a metric that is missing or was computed by another version.
    package static func make(
        _ sides: [ComparedExperiment], metrics: [MetricInfo], options: ComparisonOptions = .init()
    ) throws -> Comparison {
        try ComparisonChecks.check(sides)
        let shared = try ComparisonChecks.shared(metrics, of: sides, wanted: options.metric)
        let pairs = try pairIndices(sides, baseline: options.baseline)
        let labels = labels(of: sides.map(\.experiment))
        let analyses = pairs.map { PairAnalysis(sides[$0.0].rows, sides[$0.1].rows, options: options) }
        var compared = try zip(pairs, analyses).map {
            try compare($1, at: $0, metrics: shared, level: options.alpha / Double(pairs.count))
        }
        adjust(&compared, alpha: options.alpha)
        let wording = Verdict(
            metric: shared[0], labels: labels, questions: sides[0].experiment.total, comparisons: compared.count,
            alpha: options.alpha)
        for index in compared.indices { compared[index].verdict = wording.sentence(for: compared[index]) }
        let first = sides[0].experiment
        let lookups = LookupDifference(sides.map(\.experiment), labels: labels)
        let entries = zip(sides, labels).map { entry($0, label: $1, metrics: shared, options: options) }
        return Comparison(
            dataset: first.dataset, split: first.split, sampleHash: first.sampleHash, questions: first.total,
            metric: shared[0], alpha: options.alpha, entries: entries, pairs: compared,
            differences: ConfigDifference.paths(sides.map(\.experiment)) + lookups.names, warnings: lookups.warnings,
            verdict: wording.summary(of: compared, entries: entries))
    }

    private static func pairIndices(_ sides: [ComparedExperiment], baseline: String?) throws -> [(Int, Int)] {
        guard let baseline else {
            return sides.indices.flatMap { first in sides.indices.dropFirst(first + 1).map { (first, $0) } }
        }
        guard let position = sides.firstIndex(where: { $0.experiment.id == baseline }) else {
            throw LabError(
                .invalidInput, "compare.baseline", "The baseline \(baseline) is not among the compared experiments.",
                remedy: "Name one of " + sides.map(\.experiment.id).joined(separator: ", ") + ".")
        }
        return sides.indices.filter { $0 != position }.map { (position, $0) }
    }

    private static func compare(
        _ analysis: PairAnalysis, at pair: (Int, Int), metrics: [MetricInfo], level: Double
    ) throws -> PairComparison {
        let metric = metrics[0]
        guard let primary = analysis.difference(metric) else {
            throw LabError(
                .conflict, "compare.nothing-paired", "No question has a score of \(metric.name) in both experiments.",
                remedy: "Choose another metric with `--metric`.")
        }
        let flips = analysis.flips(metric)
        let mcnemar = flips.map { Statistics.mcnemar(b: $0.onlyBaseline.count, c: $0.onlyOther.count) }
        let pValue = mcnemar?.exact ?? primary.pValue
        return PairComparison(
            baseline: pair.0, other: pair.1,
            differences: [primary] + metrics.dropFirst().compactMap(analysis.difference) + analysis.costs(),
            mcnemar: mcnemar, flips: flips, pValue: pValue, adjustedP: pValue, isSignificant: false,
            itemsNeeded: mcnemar.map { Statistics.itemsNeeded(b: $0.b, c: $0.c, trials: primary.paired, alpha: level) }
                ?? analysis.itemsNeeded(metric, alpha: level),
            verdict: "")
    }

    private static func adjust(_ pairs: inout [PairComparison], alpha: Double) {
        let tested = pairs.indices.filter { pairs[$0].pValue != nil }
        for (index, p) in zip(tested, Statistics.holm(tested.compactMap { pairs[$0].pValue })) {
            pairs[index].adjustedP = p
            pairs[index].isSignificant = p <= alpha
        }
    }

    private static func labels(of experiments: [Experiment]) -> [String] {
        let counts = Dictionary(experiments.map { ($0.name, 1) }, uniquingKeysWith: +)
        return experiments.map { counts[$0.name] == 1 ? $0.name : "\($0.name) (\($0.id))" }
    }

    private static func entry(
        _ side: ComparedExperiment, label: String, metrics: [MetricInfo], options: ComparisonOptions
    ) -> Entry {
        let summary = ExperimentSummary.Options(
            elapsed: side.experiment.elapsed, seed: options.seed, resamples: options.resamples)
        return Entry(
            id: side.experiment.id, label: label, method: side.experiment.method, model: side.experiment.model,
            results: ExperimentSummary.results(of: side.rows, metrics: metrics, options: summary))
    }
}
