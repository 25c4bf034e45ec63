package import ForgeCore

/// A result's value in its unit.
package enum ResultText {
    package static func value(_ result: MetricResult) -> String {
        result.value.map { value($0, unit: result.unit) } ?? "–"
    }

    package static func value(_ value: Double, unit: String) -> String {
        switch unit {
        case "proportion": NumberText.percent(value)
        case "mean": NumberText.decimal(value, places: 3)
        case "s": NumberText.seconds(value)
        case "tokens" where value == value.rounded() && abs(value) < 1e15: NumberText.count(Int(value))
        case "tokens", "tokens/sample": NumberText.decimal(value, places: 1)
        default: NumberText.significant(value) + " " + unit
        }
    }

    /// The interval's ends in the value's unit (percent without its sign), nil without one.
    package static func interval(_ result: MetricResult) -> String? {
        guard let low = result.low, let high = result.high else { return nil }
        let text = { (value: Double) in
            result.unit == "proportion"
                ? NumberText.decimal(value * 100, places: 1) : self.value(value, unit: result.unit)
        }
        return "\(text(low)) – \(text(high))"
    }

    /// A difference with its sign, proportions in points.
    package static func change(_ value: Double, unit: String) -> String {
        switch unit {
        case "proportion": return NumberText.points(value)
        case "mean": return NumberText.signed(value, places: 3)
        case "tokens" where value == value.rounded() && abs(value) < 1e15:
            return (value > 0 ? "+" : "") + NumberText.count(Int(value))
        case "tokens", "tokens/sample": return NumberText.signed(value, places: 1)
        default:
            let text = self.value(value, unit: unit)
            return value > 0 ? "+\(text)" : text
        }
    }
}

extension ResultText {
    /// `48.0 % [41.2, 54.9]`.
    package static func withInterval(_ result: MetricResult) -> String {
        guard let low = result.low, let high = result.high else { return value(result) }
        return "\(value(result)) [\(bare(low, unit: result.unit)), \(bare(high, unit: result.unit))]"
    }

    /// `+4.0 [−1.2, +9.1]`, proportions in points.
    package static func withInterval(_ difference: PairedDifference) -> String {
        let text = change(difference.difference, unit: difference.unit)
        guard let interval = difference.interval else { return text }
        return
            "\(text) [\(change(interval.low, unit: difference.unit)), \(change(interval.high, unit: difference.unit))]"
    }

    private static func bare(_ value: Double, unit: String) -> String {
        unit == "proportion" ? NumberText.decimal(value * 100, places: 1) : self.value(value, unit: unit)
    }
}

extension MetricResult {
    /// Whether it says how good the answers are, not what they cost or how they were found.
    package var isQuality: Bool {
        (unit == "proportion" || unit == "mean") && !metric.hasPrefix("rate.") && !metric.hasPrefix("answer_source.")
    }

    /// Both ends of the interval; nil without one.
    package var range: Interval? {
        low.flatMap { low in high.map { Interval(low: low, high: $0) } }
    }
}
