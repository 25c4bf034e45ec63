import ForgeCore
import ForgeLab

/// A result's value with its interval below it.
struct Estimate: Sendable, Hashable {
    let value: String
    let interval: String?

    init(value: String, interval: String?) {
        self.value = value
        self.interval = interval
    }

    init(_ result: MetricResult) {
        value = ResultText.value(result)
        interval = ResultText.interval(result)
    }
}
