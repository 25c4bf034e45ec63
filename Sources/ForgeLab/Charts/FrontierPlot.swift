import ForgeCore

/// Quality against a cost, each with its interval, and a line through what nothing beats in these two.
struct FrontierPlot {
    struct Point {
        /// What shapes tell apart, and colours.
        var shape: String
        var color: String
        var cost: Double
        var costRange: Interval?
        var quality: Double
        var qualityRange: Interval?
        var costText: String
        var qualityText: String
    }

    let points: [Point]
    /// Titles of the axes.
    let cost: String
    let quality: String
    let isProportion: Bool

    /// Positions of the points on the frontier, cheapest first.
    var frontier: [Int] {
        ParetoFront.members(points.map { [$0.quality, -$0.cost] }).sorted { points[$0].cost < points[$1].cost }
    }

    func spec() -> JSONValue {
        let front = Set(frontier)
        let rows = points.enumerated().map { index, point -> JSONValue in
            [
                "shape": .string(point.shape), "color": .string(point.color), "cost": .number(point.cost),
                "left": .number(point.costRange?.low ?? point.cost),
                "right": .number(point.costRange?.high ?? point.cost), "quality": .number(point.quality),
                "bottom": .number(point.qualityRange?.low ?? point.quality),
                "top": .number(point.qualityRange?.high ?? point.quality), "costText": .string(point.costText),
                "qualityText": .string(point.qualityText), "isFront": .bool(front.contains(index)),
            ]
        }
        return VegaLite.spec(rows: rows, height: 320, ["layer": [line, horizontalRange, verticalRange, marks]])
    }

    private func x(_ field: String) -> JSONValue {
        VegaLite.quantitative(field, title: cost, ["scale": ["zero": true]])
    }

    private func y(_ field: String) -> JSONValue {
        VegaLite.quantitative(
            field, title: quality,
            ["axis": ["format": .string(isProportion ? ".0%" : ".2f")], "scale": ["zero": false]])
    }

    private var color: JSONValue {
        VegaLite.nominal("color", ["legend": ["orient": "top", "columns": 3, "title": nil]])
    }

    private var line: JSONValue {
        [
            "transform": [["filter": "datum.isFront"]],
            "mark": ["type": "line", "interpolate": "step-after", "strokeDash": [4, 3], "strokeWidth": 1.5],
            "encoding": ["x": x("cost"), "y": y("quality")],
        ]
    }

    private var horizontalRange: JSONValue {
        [
            "mark": ["type": "rule", "strokeWidth": 1.5, "opacity": 0.5],
            "encoding": ["x": x("left"), "x2": ["field": "right"], "y": y("quality"), "color": color],
        ]
    }

    private var verticalRange: JSONValue {
        [
            "mark": ["type": "rule", "strokeWidth": 1.5, "opacity": 0.5],
            "encoding": ["x": x("cost"), "y": y("bottom"), "y2": ["field": "top"], "color": color],
        ]
    }

    private var marks: JSONValue {
        [
            "mark": ["type": "point", "filled": true, "size": 90, "opacity": 1],
            "encoding": [
                "x": x("cost"), "y": y("quality"), "color": color,
                "shape": VegaLite.nominal("shape", ["legend": ["orient": "top", "columns": 3, "title": nil]]),
                "tooltip": VegaLite.tooltip([
                    ("shape", "method"), ("color", "serving"), ("qualityText", quality), ("costText", cost),
                ]),
            ],
        ]
    }
}
