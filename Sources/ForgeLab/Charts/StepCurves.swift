import ForgeCore
private import Foundation

/// Numbers over the steps of something that learns: one line a series, thinned to what eyes can tell apart.
package struct StepCurves: Sendable {
    package struct Series: Sendable {
        package var label: String
        package var points: [(step: Int, value: Double)]
        /// Measured now and then: points on a line, never thinned.
        package var isSparse: Bool

        package init(_ label: String, _ points: [(step: Int, value: Double)], isSparse: Bool = false) {
            self.label = label
            self.points = points
            self.isSparse = isSparse
        }
    }

    package var title: String
    /// What the vertical axis measures.
    package var axis: String
    package var series: [Series]
    /// d3 format of values; nil: as many decimals as the span on the axis needs.
    package var format: String?
    /// Where a model that has learnt nothing would be.
    package var reference: Double?

    package init(title: String, axis: String, series: [Series], format: String? = nil, reference: Double? = nil) {
        self.title = title
        self.axis = axis
        self.series = series
        self.format = format
        self.reference = reference
    }

    static let mostPoints = 300
    private static let told = 12

    /// Nil when there is no point at all.
    package var chart: Chart? {
        let shown = series.filter { !$0.points.isEmpty }
        guard !shown.isEmpty else { return nil }
        return Chart(
            title: title, description: description(shown),
            table: Chart.Table(header: ["step"] + shown.map(\.label), rows: tableRows(shown)), spec: spec(shown),
            series: shown.count)
    }

    private func description(_ shown: [Series]) -> String {
        let ends = shown.compactMap { series -> String? in
            guard let first = series.points.first, let last = series.points.last else { return nil }
            guard first.step != last.step else {
                return "\(series.label) \(text(last.value)) after step \(NumberText.count(last.step))"
            }
            return "\(series.label) from \(text(first.value)) at step \(NumberText.count(first.step)) to "
                + "\(text(last.value)) at step \(NumberText.count(last.step))"
        }
        let beginning = reference.map { " Dashed: \(text($0)), where nothing is learnt." } ?? ""
        return ends.joined(separator: "; ") + "." + beginning
    }

    /// At most a dozen steps; a series that has no value at one of them shows its latest before.
    private func tableRows(_ shown: [Series]) -> [[String]] {
        let steps = Set(shown.flatMap { $0.points.map(\.step) }).sorted()
        let count = min(Self.told, steps.count)
        let chosen = (1...count).map { steps[$0 * steps.count / count - 1] }
        return chosen.map { step in
            [NumberText.count(step)]
                + shown.map { series in series.points.last { $0.step <= step }.map { text($0.value) } ?? "–" }
        }
    }

    private func text(_ value: Double) -> String {
        let size = abs(value)
        if format?.hasSuffix("e") == true || (size > 0 && size < 0.001) {
            return String(format: "%.2e", value).replacing("-", with: "−")
        }
        return NumberText.decimal(value, places: size < 10 ? 4 : 2)
    }

    /// Means over stretches of steps where there are more than can be told apart.
    static func thinned(_ points: [(step: Int, value: Double)], to limit: Int) -> [(step: Int, value: Double)] {
        guard points.count > limit else { return points }
        return (0..<limit).map { index in
            let part = points[index * points.count / limit..<(index + 1) * points.count / limit]
            let mean = part.reduce(0) { $0 + $1.value } / Double(part.count)
            return (part[part.endIndex - 1].step, mean)
        }
    }

    private func spec(_ shown: [Series]) -> JSONValue {
        let rows = shown.flatMap { series in
            (series.isSparse ? series.points : Self.thinned(series.points, to: Self.mostPoints)).map {
                point -> JSONValue in
                [
                    "step": .integer(point.step), "value": .number(point.value), "series": .string(series.label),
                    "sparse": .bool(series.isSparse),
                ]
            }
        }
        let lines: JSONValue = ["mark": ["type": "line", "strokeWidth": 2, "interpolate": "linear"]]
        let points: JSONValue = [
            "transform": [["filter": "datum.sparse"]],
            "mark": ["type": "point", "filled": true, "size": 50, "opacity": 1],
        ]
        var layers = [with(encoding(shown), in: lines)]
        // A layer without a row has no extent, of which the drawing warns.
        if shown.contains(where: \.isSparse) { layers.append(with(encoding(shown), in: points)) }
        if let reference { layers.insert(rule(at: reference), at: 0) }
        return VegaLite.spec(rows: rows, height: 220, ["layer": .array(layers)])
    }

    private func with(_ encoding: JSONValue, in layer: JSONValue) -> JSONValue {
        .object((layer.object ?? [:]).merging(["encoding": encoding]) { own, _ in own })
    }

    private func encoding(_ shown: [Series]) -> JSONValue {
        [
            "x": VegaLite.quantitative("step", title: "step", ["axis": ["tickMinStep": 1]]),
            "y": VegaLite.quantitative(
                "value", title: axis, ["axis": format.map { ["format": .string($0)] } ?? [:], "scale": ["zero": false]]),
            "color": [
                "field": "series", "type": "nominal", "sort": nil, "title": nil,
                "scale": ["domain": .array(shown.map { .string($0.label) })],
                "legend": shown.count > 1 ? ["orient": "top", "direction": "horizontal", "title": nil] : nil,
            ],
            "strokeDash": [
                "field": "sparse", "type": "nominal", "legend": nil,
                "scale": ["domain": [false, true], "range": [[1, 0], [5, 3]]],
            ],
            "tooltip": [
                ["field": "series", "title": "what", "type": "nominal"],
                ["field": "step", "title": "step", "type": "quantitative"],
                [
                    "field": "value", "title": .string(axis), "type": "quantitative",
                    "format": .string(format ?? ".4~g"),
                ],
            ],
        ]
    }

    private func rule(at value: Double) -> JSONValue {
        [
            "data": ["values": [["reference": .number(value)]]],
            "mark": ["type": "rule", "strokeDash": [2, 3]],
            "encoding": ["y": ["field": "reference", "type": "quantitative"]],
        ]
    }
}
