import ForgeCore
import ForgeLab

/// A result's value in its unit.
enum ResultText {
    static func value(_ result: MetricResult) -> String { result.value.map { value($0, unit: result.unit) } ?? "–" }

    static func value(_ value: Double, unit: String) -> String {
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
    static func interval(_ result: MetricResult) -> String? {
        guard let low = result.low, let high = result.high else { return nil }
        let text = { (value: Double) in
            result.unit == "proportion"
                ? NumberText.decimal(value * 100, places: 1) : self.value(value, unit: result.unit)
        }
        return "\(text(low)) – \(text(high))"
    }

    /// A difference with its sign, proportions in points.
    static func change(_ value: Double, unit: String) -> String {
        switch unit {
        case "proportion": return NumberText.points(value)
        case "mean": return NumberText.signed(value, places: 3)
        case "tokens", "tokens/sample": return NumberText.signed(value, places: 1)
        default:
            let text = self.value(value, unit: unit)
            return value > 0 ? "+\(text)" : text
        }
    }
}
