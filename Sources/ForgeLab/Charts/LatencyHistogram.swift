import ForgeCore

/// How long answers took, in bins that are counted here so that the specification stays small.
package enum LatencyHistogram {
    struct Bin: Hashable {
        var low: Double
        var high: Double
        var count: Int
    }

    /// - Parameter latencies: seconds, sorted; nil is returned when there are none.
    package static func chart(_ latencies: [Double]) -> Chart? {
        guard let p50 = Statistics.percentile(sorted: latencies, 50),
            let p95 = Statistics.percentile(sorted: latencies, 95)
        else { return nil }
        let bins = bins(latencies)
        return Chart(
            title: "Latency per question",
            description: "Half of \(NumberText.count(latencies.count)) answers took at most "
                + "\(NumberText.seconds(p50)), 95 % at most \(NumberText.seconds(p95)).",
            table: Chart.Table(header: ["latency", "answers"], rows: bins.map { [range(of: $0), "\($0.count)"] }),
            spec: spec(bins, marks: [("p50", p50), ("p95", p95)]))
    }

    /// At most 26 bins of equal, round width that cover all values, empty ones in between included.
    static func bins(_ latencies: [Double]) -> [Bin] {
        guard let low = latencies.first, let high = latencies.last else { return [] }
        let width = roundWidth((high - low) / 24, atLeast: max(high, 1e-6) / 100)
        let first = (low / width).rounded(.down)
        let count = Int((high / width).rounded(.down) - first) + 1
        var bins = (0..<count).map { number in
            Bin(low: (first + Double(number)) * width, high: (first + Double(number) + 1) * width, count: 0)
        }
        for value in latencies {
            bins[min(count - 1, max(0, Int((value / width).rounded(.down) - first)))].count += 1
        }
        return bins
    }

    /// The next of 1, 2, 5, 10, … × a power of ten.
    private static func roundWidth(_ width: Double, atLeast minimum: Double) -> Double {
        let wanted = max(width, minimum)
        var unit = 1e-9
        while unit * 10 <= wanted { unit *= 10 }
        return [1, 2, 5].map { $0 * unit }.first { $0 >= wanted } ?? unit * 10
    }

    private static func range(of bin: Bin) -> String {
        "\(NumberText.seconds(bin.low)) – \(NumberText.seconds(bin.high))"
    }

    private static func spec(_ bins: [Bin], marks: [(name: String, seconds: Double)]) -> JSONValue {
        let rows = bins.map { bin -> JSONValue in
            [
                "low": .number(bin.low), "high": .number(bin.high), "count": .integer(bin.count),
                "range": .string(range(of: bin)),
            ]
        }
        return VegaLite.spec(
            rows: rows, height: 200, ["layer": .array([bars] + lines(marks, upTo: bins.last?.high ?? 0))])
    }

    private static var bars: JSONValue {
        [
            "mark": ["type": "bar", "binSpacing": 1],
            "encoding": [
                "x": VegaLite.quantitative("low", title: "seconds", ["bin": ["binned": true]]), "x2": ["field": "high"],
                "y": VegaLite.quantitative("count", title: "answers", ["axis": ["tickMinStep": 1]]),
                "tooltip": VegaLite.tooltip([("range", "latency"), ("count", "answers")]),
            ],
        ]
    }

    /// A dashed line for each mark with its name, on the side where there is more room.
    private static func lines(_ marks: [(name: String, seconds: Double)], upTo end: Double) -> [JSONValue] {
        marks.flatMap { mark -> [JSONValue] in
            let position: JSONValue = ["x": ["field": "seconds", "type": "quantitative"]]
            let isLate = mark.seconds > end * 0.6
            let values: JSONValue = [["seconds": .number(mark.seconds)]]
            let rule: JSONValue = [
                "data": ["values": values], "mark": ["type": "rule", "strokeDash": [4, 3]], "encoding": position,
            ]
            let label: JSONValue = [
                "data": ["values": values],
                "mark": [
                    "type": "text", "align": isLate ? "right" : "left", "baseline": "top", "dx": isLate ? -4 : 4,
                    "y": 0,
                    "text": .string("\(mark.name) \(NumberText.seconds(mark.seconds))"),
                ], "encoding": position,
            ]
            return [rule, label]
        }
    }
}
