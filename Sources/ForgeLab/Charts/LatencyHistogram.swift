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
            rows: rows, height: 200, ["layer": .array([bars] + lines(marks, over: bins))])
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

    private struct Mark {
        var text: String
        var seconds: Double
        /// Between the ends of the axis, from 0 to 1.
        var place: Double

        var isLate: Bool { place > 0.5 }

        /// What the label covers of the axis; generous, so that it holds on phones.
        var room: ClosedRange<Double> {
            let width = 0.025 * Double(text.count)
            return isLate ? place - width...place : place...place + width
        }
    }

    /// A dashed line for each mark, its name above the bars; names that would meet become one.
    private static func lines(_ marks: [(name: String, seconds: Double)], over bins: [Bin]) -> [JSONValue] {
        guard let start = bins.first?.low, let end = bins.last?.high, end > start else { return [] }
        let marks = marks.map { mark in
            Mark(
                text: "\(mark.name) \(NumberText.seconds(mark.seconds))", seconds: mark.seconds,
                place: (mark.seconds - start) / (end - start))
        }
        let labels = marks.reduce(into: [Mark]()) { labels, mark in
            guard let last = labels.last, last.room.overlaps(mark.room) else { return labels.append(mark) }
            labels[labels.count - 1].text += " · \(mark.text)"
        }
        return marks.map(rule) + labels.map(label)
    }

    private static let position: JSONValue = ["x": ["field": "seconds", "type": "quantitative"]]

    private static func rule(_ mark: Mark) -> JSONValue {
        [
            "data": ["values": [["seconds": .number(mark.seconds)]]],
            "mark": ["type": "rule", "strokeDash": [4, 3]], "encoding": position,
        ]
    }

    private static func label(_ mark: Mark) -> JSONValue {
        [
            "data": ["values": [["seconds": .number(mark.seconds)]]],
            "mark": [
                "type": "text", "align": mark.isLate ? "right" : "left", "baseline": "bottom", "y": -4,
                "text": .string(mark.text),
            ], "encoding": position,
        ]
    }
}
