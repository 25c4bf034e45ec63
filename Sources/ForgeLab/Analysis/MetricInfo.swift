package import ForgeCore

/// What a summary or comparison needs to know of a metric.
package struct MetricInfo: Sendable, Codable, Hashable {
    package var name: String
    package var version: Int
    package var isBinary: Bool
    /// False for a rate of failures (`hallucination.nli`).
    package var isHigherBetter: Bool

    package init(name: String, version: Int, isBinary: Bool, isHigherBetter: Bool = true) {
        self.isHigherBetter = isHigherBetter
        self.name = name
        self.version = version
        self.isBinary = isBinary
    }

    /// Whether it says which questions were answered correctly.
    var isAccuracy: Bool { isBinary && isHigherBetter && !name.contains("@") }

    package init(_ metric: any Metric) {
        self.init(
            name: metric.name, version: metric.version, isBinary: metric.isBinary,
            isHigherBetter: metric.isHigherBetter)
    }
}
