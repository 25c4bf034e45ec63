import ForgeCore

/// Points with their intervals, one row each: what accuracies and differences share.
struct IntervalPlot {
    struct Row {
        var label: String
        var value: Double
        var interval: Interval?
        /// As the reader sees the value, interval included.
        var text: String
    }

    let rows: [Row]
    /// Title of the value's axis.
    let axis: String
    /// d3 format of the axis' labels.
    let format: String
    /// A line at zero, for differences.
    var marksZero = false
    /// A colour for each row, where rows are things that other charts show too.
    var isColored = true

    func spec() -> JSONValue {
        let values = rows.map { row -> JSONValue in
            var members: [String: JSONValue] = [
                "label": .string(row.label), "value": .number(row.value), "text": .string(row.text),
            ]
            if let interval = row.interval {
                members["low"] = .number(interval.low)
                members["high"] = .number(interval.high)
            }
            return .object(members)
        }
        return VegaLite.spec(
            rows: values, height: VegaLite.height(ofRows: rows.count),
            ["layer": .array((marksZero ? [zero] : []) + [range, point])])
    }

    private var vertical: JSONValue { VegaLite.nominal("label", ["axis": ["ticks": false, "domain": false]]) }
    private var tooltip: JSONValue { VegaLite.tooltip([("label", "what"), ("text", axis)]) }

    private var horizontal: JSONValue {
        VegaLite.quantitative(
            "value", title: axis, ["axis": ["format": .string(format)], "scale": ["zero": .bool(marksZero)]])
    }

    private var range: JSONValue {
        [
            "transform": [["filter": "isValid(datum.low)"]],
            "mark": ["type": "rule", "strokeWidth": 2],
            "encoding": [
                "y": vertical, "x": VegaLite.quantitative("low", title: axis), "x2": ["field": "high"],
                "tooltip": tooltip,
            ],
        ]
    }

    private var point: JSONValue {
        var encoding: [String: JSONValue] = ["y": vertical, "x": horizontal, "tooltip": tooltip]
        if isColored { encoding["color"] = VegaLite.nominal("label", ["legend": nil]) }
        return [
            "mark": ["type": "point", "filled": true, "size": 80, "opacity": 1], "encoding": .object(encoding),
        ]
    }

    private var zero: JSONValue {
        [
            "data": ["values": [["zero": 0]]],
            "mark": ["type": "rule", "strokeDash": [4, 3]],
            "encoding": ["x": ["field": "zero", "type": "quantitative"]],
        ]
    }
}
