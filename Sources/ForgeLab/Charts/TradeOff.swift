package import ForgeCore

/// What is gained against what is lost: two measures of the same things, each with its interval.
package struct TradeOff: Sendable {
    package struct Point: Sendable, Hashable {
        package var label: String
        package var x: Double
        package var xInterval: Interval?
        package var y: Double
        package var yInterval: Interval?

        package init(label: String, x: Double, xInterval: Interval?, y: Double, yInterval: Interval?) {
            self.label = label
            self.x = x
            self.xInterval = xInterval
            self.y = y
            self.yInterval = yInterval
        }
    }

    package var title: String
    /// What the axes measure, both as shares.
    package var horizontal: String
    package var vertical: String
    package var points: [Point]
    /// What the untrained model reaches vertically, where it is known.
    package var baseline: Double?

    package init(
        title: String, horizontal: String, vertical: String, points: [Point], baseline: Double? = nil
    ) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.points = points
        self.baseline = baseline
    }

    /// Nil without a point.
    package var chart: Chart? {
        guard let best = points.max(by: { $0.x < $1.x }) else { return nil }
        let base = baseline.map { " The base model reaches \(NumberText.percent($0)) (dashed)." } ?? ""
        return Chart(
            title: title,
            description: "Farthest right: \(best.label), \(NumberText.percent(best.x)) against "
                + "\(NumberText.percent(best.y)).\(base)",
            table: Chart.Table(
                header: ["what", "\(horizontal) [95 % interval]", "\(vertical) [95 % interval]"],
                rows: points.map { [$0.label, text($0.x, $0.xInterval), text($0.y, $0.yInterval)] }),
            spec: spec, series: points.count)
    }

    private func text(_ value: Double, _ interval: Interval?) -> String {
        NumberText.percent(value)
            + (interval.map { " [\(NumberText.percent($0.low)), \(NumberText.percent($0.high))]" } ?? "")
    }

    private var spec: JSONValue {
        let rows = points.map { point -> JSONValue in
            [
                "label": .string(point.label), "x": .number(point.x), "y": .number(point.y),
                "left": .number(point.xInterval?.low ?? point.x), "right": .number(point.xInterval?.high ?? point.x),
                "bottom": .number(point.yInterval?.low ?? point.y), "top": .number(point.yInterval?.high ?? point.y),
                "xText": .string(text(point.x, point.xInterval)), "yText": .string(text(point.y, point.yInterval)),
            ]
        }
        let percent: JSONValue = ["format": ".0%"]
        let near: JSONValue = ["zero": false]
        func x(_ field: String) -> JSONValue {
            VegaLite.quantitative(field, title: horizontal, ["axis": percent, "scale": near])
        }
        func y(_ field: String) -> JSONValue {
            VegaLite.quantitative(field, title: vertical, ["axis": percent, "scale": near])
        }
        let color = VegaLite.nominal("label", ["legend": ["orient": "top", "columns": 2, "title": nil]])
        let tooltip = VegaLite.tooltip([("label", "what"), ("xText", horizontal), ("yText", vertical)])
        var layers: [JSONValue] = [
            [
                "mark": ["type": "rule", "strokeWidth": 2, "opacity": 0.6],
                "encoding": ["x": x("left"), "x2": ["field": "right"], "y": y("y"), "color": color],
            ],
            [
                "mark": ["type": "rule", "strokeWidth": 2, "opacity": 0.6],
                "encoding": ["x": x("x"), "y": y("bottom"), "y2": ["field": "top"], "color": color],
            ],
            [
                "mark": ["type": "point", "filled": true, "size": 90, "opacity": 1],
                "encoding": ["x": x("x"), "y": y("y"), "color": color, "tooltip": tooltip],
            ],
        ]
        if let baseline {
            layers.insert(
                [
                    "data": ["values": [["base": .number(baseline)]]],
                    "mark": ["type": "rule", "strokeDash": [4, 3]], "encoding": ["y": y("base")],
                ], at: 0)
        }
        return VegaLite.spec(rows: rows, height: 280, ["layer": .array(layers)])
    }
}
