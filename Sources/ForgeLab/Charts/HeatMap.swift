import ForgeCore

/// A number for every pair of a row and a column, as shades with the number on them.
struct HeatMap {
    struct Cell {
        var row: String
        var column: String
        /// Nil for a cell that has only its text.
        var value: Double?
        var text: String
    }

    let cells: [Cell]
    /// What columns are.
    let horizontal: String
    /// What the shades stand for.
    let meaning: String

    private var rows: Int { Set(cells.map(\.row)).count }

    /// The value from which on the shade is dark; nil without two values.
    private var middle: Double? {
        let values = cells.compactMap(\.value)
        guard let least = values.min(), let most = values.max(), most > least else { return nil }
        return (least + most) / 2
    }

    func spec() -> JSONValue {
        let values = cells.map { cell -> JSONValue in
            [
                "row": .string(cell.row), "column": .string(cell.column),
                "value": cell.value.map(JSONValue.number) ?? .null, "text": .string(cell.text),
                "isDark": .bool(cell.value.map { value in middle.map { value > $0 } ?? false } ?? false),
            ]
        }
        return VegaLite.spec(
            rows: values, height: .integer(44 * max(1, rows) + 20), ["layer": [shades, numbers]])
    }

    private var place: [String: JSONValue] {
        [
            "x": VegaLite.nominal(
                "column", title: horizontal,
                ["axis": ["orient": "top", "labelAngle": 0, "ticks": false, "domain": false]]),
            "y": VegaLite.nominal("row", ["axis": ["ticks": false, "domain": false]]),
        ]
    }

    private var shades: JSONValue {
        var encoding = place
        encoding["color"] = VegaLite.quantitative(
            "value",
            [
                "legend": nil,
                "scale": ["range": .array(ChartPalette.heat.map(JSONValue.string))],
            ])
        encoding["tooltip"] = VegaLite.tooltip([("row", "what"), ("column", horizontal), ("text", meaning)])
        return [
            "transform": [["filter": "isValid(datum.value)"]], "mark": ["type": "rect"],
            "encoding": .object(encoding),
        ]
    }

    private var numbers: JSONValue {
        var encoding = place
        encoding["text"] = ["field": "text", "type": "nominal"]
        encoding["color"] = [
            "condition": [
                ["test": "datum.isDark", "value": .string(ChartPalette.onHeat[1])],
                ["test": "isValid(datum.value)", "value": .string(ChartPalette.onHeat[0])],
            ], "value": "#8F8479",
        ]
        return ["mark": ["type": "text"], "encoding": .object(encoding)]
    }
}
