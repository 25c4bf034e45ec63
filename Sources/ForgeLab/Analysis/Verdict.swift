import ForgeCore

/// The result of a comparison in plain, exact words: what was seen, how sure it is, what would decide it.
///
/// No sentence says that something is proved, nor that two things are equal because a test did not tell them apart.
struct Verdict {
    let metric: MetricInfo
    let labels: [String]
    /// Questions of the sample; of some pairs fewer have both scores.
    let questions: Int
    /// Size of the family that Holm's adjustment is over.
    let comparisons: Int
    let alpha: Double

    func sentence(for pair: PairComparison) -> String {
        guard let difference = pair.differences.first else { return "" }
        let evidence = evidence(for: pair, difference)
        if difference.difference == 0 { return tie(pair, difference, evidence: evidence) }
        return "\(statement(pair, difference)) (\(evidence)): \(conclusion(pair, difference))."
    }

    private func statement(_ pair: PairComparison, _ difference: PairedDifference) -> String {
        let (other, baseline) = (labels[pair.other], labels[pair.baseline])
        let isMore = difference.difference > 0
        guard metric.isBinary else {
            let size = NumberText.decimal(abs(difference.difference), places: 3)
            return "\(other) scores \(size) \(isMore ? "higher" : "lower") than \(baseline) in \(metric.name)"
        }
        let points = NumberText.decimal(abs(difference.difference) * 100, places: 1)
        guard metric.isAccuracy else {
            return "\(other) is \(points) points \(isMore ? "higher" : "lower") than \(baseline) in \(metric.name)"
        }
        return "\(other) answers \(points) points \(isMore ? "more" : "fewer") questions correctly than \(baseline) "
            + "by \(metric.name)"
    }

    private func evidence(for pair: PairComparison, _ difference: PairedDifference) -> String {
        var parts = ["\(value(difference.baseline)) → \(value(difference.other))"]
        if difference.difference == 0 { parts = ["\(value(difference.baseline)) each"] }
        if let interval = difference.interval {
            parts.append("95 % interval \(change(interval.low)) to \(change(interval.high))")
        }
        if let test = pair.mcnemar {
            parts.append("McNemar exact \(NumberText.pStatement(test.exact)), mid-\(NumberText.pStatement(test.midP))")
        } else if let p = pair.pValue, let test = difference.test {
            parts.append("\(test.title) \(NumberText.pStatement(p))")
        }
        if comparisons > 1, let p = pair.adjustedP {
            parts.append("Holm over \(comparisons) comparisons \(NumberText.pStatement(p))")
        }
        let whole = difference.paired == questions ? "" : " of \(NumberText.count(questions))"
        let scored = whole.isEmpty ? "" : " scored in both"
        return (parts + ["\(NumberText.count(difference.paired))\(whole) questions\(scored)"]).joined(separator: "; ")
    }

    private func conclusion(_ pair: PairComparison, _ difference: PairedDifference) -> String {
        let level = NumberText.significant(alpha * 100).replacingTrailingZeros() + " %"
        guard pair.pValue != nil else { return "too few questions to test" }
        if pair.isSignificant {
            return "significant at \(level)" + (intervalIncludesZero(difference) ? intervalCaution : "")
        }
        let finding =
            intervalIncludesZero(difference)
            ? ", no detectable difference" : " although the interval excludes 0, so undecided"
        return "not significant at \(level)\(finding); \(need(pair, difference))"
    }

    private var intervalCaution: String { ", though the interval reaches 0: treat it as borderline" }

    private func need(_ pair: PairComparison, _ difference: PairedDifference) -> String {
        guard let needed = pair.itemsNeeded, needed > difference.paired else {
            return "somewhat more questions would be needed to decide it"
        }
        return "about \(NumberText.count(Self.rounded(needed))) questions would be needed to decide it"
    }

    private func tie(_ pair: PairComparison, _ difference: PairedDifference, evidence: String) -> String {
        let both = "\(labels[pair.other]) and \(labels[pair.baseline])"
        if metric.isAccuracy, let flips = pair.flips {
            let alone = flips.onlyOther.count
            let detail =
                alone == 0
                ? "they are right on the same questions" : "each is right alone on \(NumberText.count(alone))"
            return "\(both) answer equally many questions correctly by \(metric.name), and \(detail) (\(evidence)): "
                + "no detectable difference."
        }
        return "\(both) score the same in \(metric.name) (\(evidence)): no detectable difference."
    }

    private func intervalIncludesZero(_ difference: PairedDifference) -> Bool {
        difference.interval.map { $0.low <= 0 && $0.high >= 0 } ?? true
    }

    private func value(_ value: Double) -> String {
        metric.isBinary ? NumberText.percent(value) : NumberText.decimal(value, places: 3)
    }

    private func change(_ value: Double) -> String {
        metric.isBinary ? NumberText.points(value) : NumberText.signed(value, places: 3)
    }

    /// Two significant digits: an estimate from few flips is no more exact.
    static func rounded(_ count: Int) -> Int {
        var unit = 1
        while count / unit >= 100 { unit *= 10 }
        return (count + unit / 2) / unit * unit
    }
}

// MARK: Several pairs

extension Verdict {
    /// The one sentence of a pair, or for several who leads and how many differences hold, then all sentences.
    func summary(of pairs: [PairComparison], entries: [Comparison.Entry]) -> String {
        guard pairs.count > 1 else { return pairs.first?.verdict ?? "" }
        let significant = pairs.count(where: \.isSignificant)
        let verb = significant == 1 ? "is" : "are"
        let level = NumberText.significant(alpha * 100).replacingTrailingZeros()
        let found = "\(significant) of \(pairs.count) paired differences \(verb) significant at \(level) % after Holm."
        return ([leader(entries) + found] + pairs.map(\.verdict)).joined(separator: "\n")
    }

    private func leader(_ entries: [Comparison.Entry]) -> String {
        let scored = entries.compactMap { entry in entry.results.first?.value.map { (entry.label, $0) } }
        let values = scored.map(\.1)
        guard let best = metric.isHigherBetter ? values.max() : values.min() else { return "" }
        let names = scored.filter { $0.1 == best }.map(\.0)
        return
            "\(metric.isHigherBetter ? "Highest" : "Lowest") \(metric.name): \(names.joined(separator: ", ")) (\(value(best))); "
    }
}

extension String {
    /// `5.00` as `5`, `0.50` as `0.5`.
    fileprivate func replacingTrailingZeros() -> String {
        guard contains(".") else { return self }
        let trimmed = String(reversed().drop { $0 == "0" }.reversed())
        return trimmed.hasSuffix(".") ? String(trimmed.dropLast()) : trimmed
    }
}
