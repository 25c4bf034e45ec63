import ForgeCore

/// How the latencies of experiments are spread: the middle half, the range without the outer 5 % on each side, the
/// median.
package enum LatencyComparison {
    /// - Parameter experiments: each with its latencies in seconds, sorted; one without any is left out.
    package static func chart(_ experiments: [(label: String, latencies: [Double])]) -> Chart? {
        let rows = experiments.compactMap { Row(label: $0.label, latencies: $0.latencies) }
        guard let fastest = rows.min(by: { $0.p50 < $1.p50 }) else { return nil }
        return Chart(
            title: "Latency per question",
            description:
                "Lowest median: \(fastest.label) with \(NumberText.seconds(fastest.p50)). Boxes hold the middle "
                + "half of the answers, lines reach from the 5th to the 95th percentile.",
            table: Chart.Table(
                header: ["experiment", "p5", "p25", "p50", "p75", "p95"],
                rows: rows.map { row in [row.label] + row.percentiles.map(NumberText.seconds) }),
            spec: spec(rows), series: rows.count)
    }

    private struct Row {
        static let names = ["p5", "p25", "p50", "p75", "p95"]

        let label: String
        let percentiles: [Double]

        var p50: Double { percentiles[2] }

        init?(label: String, latencies: [Double]) {
            let values = [5.0, 25, 50, 75, 95].compactMap { Statistics.percentile(sorted: latencies, $0) }
            guard values.count == Self.names.count else { return nil }
            self.label = label
            percentiles = values
        }

        var json: JSONValue {
            var members = Dictionary(uniqueKeysWithValues: zip(Self.names, percentiles.map(JSONValue.number)))
            members["label"] = .string(label)
            members["text"] = .string(NumberText.seconds(p50))
            return .object(members)
        }
    }

    private static func spec(_ rows: [Row]) -> JSONValue {
        let tooltip = VegaLite.tooltip([("label", "experiment"), ("text", "median")])
        let layer: (JSONValue, String, String?) -> JSONValue = { mark, from, to in
            var encoding: [String: JSONValue] = [
                "y": VegaLite.nominal("label", ["axis": ["ticks": false, "domain": false]]),
                "x": VegaLite.quantitative(from, title: "seconds", ["scale": ["zero": true]]), "tooltip": tooltip,
            ]
            if let to { encoding["x2"] = ["field": .string(to)] }
            return ["mark": mark, "encoding": .object(encoding)]
        }
        return VegaLite.spec(
            rows: rows.map(\.json), height: VegaLite.height(ofRows: rows.count),
            [
                "layer": [
                    layer(["type": "rule", "strokeWidth": 1], "p5", "p95"),
                    layer(["type": "bar", "size": 14, "opacity": 0.6], "p25", "p75"),
                    layer(["type": "tick", "thickness": 3, "size": 20], "p50", nil),
                ]
            ])
    }
}
