import ForgeCore

/// The paired numbers of two experiments, row by row on the same questions.
struct PairAnalysis {
    let baseline: [PredictionRow]
    let other: [PredictionRow]
    let options: ComparisonOptions

    /// - Precondition: both hold the same indices.
    init(_ baseline: [PredictionRow], _ other: [PredictionRow], options: ComparisonOptions) {
        self.baseline = baseline.sorted { $0.index < $1.index }
        self.other = other.sorted { $0.index < $1.index }
        self.options = options
    }

    func difference(_ metric: MetricInfo) -> PairedDifference? {
        let unit = metric.isBinary ? "proportion" : "mean"
        return difference(
            metric.name, unit: unit, isBinary: metric.isBinary, isHigherBetter: metric.isHigherBetter
        ) {
            $0.scores[metric.name].flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// Latency and tokens per question, where both experiments answered.
    func costs() -> [PairedDifference] {
        [
            difference(SummaryMetric.latencyMean, unit: "s") { $0.isAnswered ? $0.latency : nil },
            difference("tokens.output_per_sample", unit: "tokens/sample") {
                $0.isAnswered ? Double($0.outputTokens) : nil
            },
            difference(SummaryMetric.tokensPerSample, unit: "tokens/sample") {
                $0.isAnswered ? Double($0.inputTokens + $0.outputTokens) : nil
            },
        ].compactMap(\.self)
    }

    func flips(_ metric: MetricInfo) -> Flips? {
        guard metric.isBinary else { return nil }
        var flips = Flips(bothRight: [], onlyBaseline: [], onlyOther: [], bothWrong: [])
        for (left, right) in zip(baseline, other) {
            guard let first = left.scores[metric.name], let second = right.scores[metric.name] else { continue }
            switch (first == 1, second == 1) {
            case (true, true): flips.bothRight.append(left.index)
            case (true, false): flips.onlyBaseline.append(left.index)
            case (false, true): flips.onlyOther.append(left.index)
            case (false, false): flips.bothWrong.append(left.index)
            }
        }
        return flips
    }

    private func difference(
        _ name: String, unit: String, isBinary: Bool = false, isHigherBetter: Bool = false,
        value: (PredictionRow) -> Double?
    ) -> PairedDifference? {
        let pairs = zip(baseline, other).compactMap { left, right in
            value(left).flatMap { first in value(right).map { (first, $0) } }
        }
        let (first, second) = (pairs.map(\.0), pairs.map(\.1))
        guard let meanOfFirst = Statistics.mean(first), let meanOfSecond = Statistics.mean(second) else { return nil }
        var found = PairedDifference(
            metric: name, unit: unit, isBinary: isBinary, isHigherBetter: isHigherBetter, paired: pairs.count,
            baseline: meanOfFirst, other: meanOfSecond, difference: meanOfSecond - meanOfFirst)
        if isBinary { testProportions(first, second, &found) } else { testMeans(first, second, &found) }
        return found
    }

    private func testProportions(_ first: [Double], _ second: [Double], _ found: inout PairedDifference) {
        guard first.count > 1 else { return }
        let gained = zip(first, second).count { $0 != 1 && $1 == 1 }
        let lost = zip(first, second).count { $0 == 1 && $1 != 1 }
        found.interval = Statistics.matchedDifference(b: gained, c: lost, items: first.count)
        found.pValue = Statistics.mcnemar(b: lost, c: gained).exact
        found.test = .mcnemar
    }

    private func testMeans(_ first: [Double], _ second: [Double], _ found: inout PairedDifference) {
        let resamples = MeanInterval.count(options.resamples, items: first.count)
        let differences = zip(second, first).map { $0 - $1 }
        // Resamples of one value are that value: an interval without width would claim to be certain.
        if Set(differences).count > 1 {
            found.interval = Statistics.bootstrapMean(differences, resamples: resamples, seed: options.seed)
        }
        let test = Statistics.signFlip(differences, draws: resamples, seed: options.seed)
        found.pValue = test?.pValue
        found.test = test.map { $0.isExact ? .signFlipExact : .signFlip }
    }

    /// Questions at which a z-test of the mean difference finds it at this level with power .8: ((z₁ + z₂)·sd/d)².
    func itemsNeeded(_ metric: MetricInfo, alpha: Double) -> Int? {
        let differences = zip(baseline, other).compactMap { left, right in
            left.scores[metric.name].flatMap { first in right.scores[metric.name].map { $0 - first } }
        }
        guard let mean = Statistics.mean(differences), mean != 0, let zAlpha = Statistics.normalQuantile(1 - alpha / 2),
            let deviation = Statistics.standardDeviation(differences), deviation > 0
        else { return nil }
        let ratio = (zAlpha + 0.8416212335729143) * deviation / mean
        return Int(exactly: (ratio * ratio).rounded(.up))
    }
}
