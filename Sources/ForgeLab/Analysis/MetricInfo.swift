package import ForgeCore

/// What a summary or comparison needs to know of a metric.
package struct MetricInfo: Sendable, Codable, Hashable {
    package var name: String
    package var version: Int
    package var isBinary: Bool

    package init(name: String, version: Int, isBinary: Bool) {
        self.name = name
        self.version = version
        self.isBinary = isBinary
    }

    package init(_ metric: any Metric) {
        self.init(name: metric.name, version: metric.version, isBinary: metric.isBinary)
    }
}
