package import ForgeCore

/// How the mean of a metric settled while samples came in, with its 95 % interval: whether more questions would
/// change the picture.
package enum RunningAccuracy {
    struct Point: Hashable {
        var count: Int
        var value: Double
        var low: Double
        var high: Double
    }

    private static let most = 200

    /// - Parameter outcomes: in the order of the samples; those without a score are left out.
    package static func chart(_ outcomes: [SampleOutcome], metric: MetricInfo) -> Chart? {
        let points = points(outcomes.compactMap(\.score), isBinary: metric.isBinary)
        guard let last = points.last else { return nil }
        let text = { (value: Double) in
            metric.isBinary ? NumberText.percent(value) : NumberText.decimal(value, places: 3)
        }
        let told = thinned(points, to: 10)
        return Chart(
            title: "\(metric.name) over the questions",
            description: "After \(NumberText.count(last.count)) questions \(text(last.value)), 95 % interval "
                + "\(text(last.low)) to \(text(last.high)).",
            table: Chart.Table(
                header: ["questions", metric.name, "95 % interval"],
                rows: told.map { [NumberText.count($0.count), text($0.value), "\(text($0.low)) – \(text($0.high))"] }),
            spec: spec(thinned(points, to: most), metric: metric))
    }

    /// Wilson's interval for a proportion, the normal one for any other mean.
    static func points(_ scores: [Double], isBinary: Bool) -> [Point] {
        var (sum, squares) = (0.0, 0.0)
        return scores.enumerated().compactMap { index, score in
            sum += score
            squares += score * score
            let count = index + 1
            let mean = sum / Double(count)
            let interval =
                isBinary
                ? Statistics.wilson(successes: Int(sum.rounded()), trials: count)
                : normal(mean: mean, squares: squares, count: count)
            return interval.map { Point(count: count, value: mean, low: $0.low, high: $0.high) }
        }
    }

    private static func normal(mean: Double, squares: Double, count: Int) -> Interval? {
        guard count > 1 else { return nil }
        let n = Double(count)
        let variance = max(0, (squares - n * mean * mean) / (n - 1))
        let half = 1.959963984540054 * (variance / n).squareRoot()
        return Interval(low: mean - half, high: mean + half)
    }

    /// At most `limit` points, evenly spaced, always with the last.
    static func thinned(_ points: [Point], to limit: Int) -> [Point] {
        guard points.count > limit else { return points }
        return (1...limit).map { points[$0 * points.count / limit - 1] }
    }

    private static func spec(_ points: [Point], metric: MetricInfo) -> JSONValue {
        let rows = points.map { point -> JSONValue in
            [
                "count": .integer(point.count), "value": .number(point.value), "low": .number(point.low),
                "high": .number(point.high),
            ]
        }
        let format: JSONValue = metric.isBinary ? ".0%" : ".2f"
        let count = VegaLite.quantitative("count", title: "questions", ["axis": ["tickMinStep": 1]])
        let band: JSONValue = [
            "mark": ["type": "area", "opacity": 0.25],
            "encoding": [
                "x": count, "y": VegaLite.quantitative("low", title: metric.name, ["axis": ["format": format]]),
                "y2": ["field": "high"],
            ],
        ]
        let line: JSONValue = [
            "mark": ["type": "line", "strokeWidth": 2],
            "encoding": [
                "x": count, "y": VegaLite.quantitative("value", title: metric.name),
                "tooltip": [
                    ["field": "count", "title": "questions", "type": "quantitative"],
                    ["field": "value", "title": .string(metric.name), "type": "quantitative", "format": ".3f"],
                ],
            ],
        ]
        return VegaLite.spec(rows: rows, height: 200, ["layer": [band, line]])
    }
}
