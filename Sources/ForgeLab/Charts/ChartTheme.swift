import ForgeCore

/// How charts look on a page: colours and fonts as Vega-Lite's `config`.
struct ChartTheme {
    let text: String
    let secondary: String
    let grid: String
    let tints: [String]

    static let light = ChartTheme(text: "#2E211A", secondary: "#746A62", grid: "#E7E4E0", tints: ChartPalette.light)
    static let dark = ChartTheme(text: "#FAF8F5", secondary: "#B0A599", grid: "#4A3C33", tints: ChartPalette.dark)

    private static let font = "Inter, system-ui, sans-serif"

    func config(series: Int) -> JSONValue {
        let colors = ChartPalette.colors(tints, series: series)
        return [
            "background": "transparent",
            "font": .string(Self.font),
            "view": ["stroke": nil],
            "axis": [
                "labelColor": .string(secondary), "titleColor": .string(secondary), "gridColor": .string(grid),
                "domainColor": .string(grid), "tickColor": .string(grid), "labelFontSize": 12, "titleFontSize": 12,
                "titleFontWeight": 500, "labelLimit": 240, "labelPadding": 6,
            ],
            "legend": ["labelColor": .string(text), "titleColor": .string(secondary), "labelFontSize": 12],
            "mark": ["color": .string(colors[0])],
            "bar": ["color": .string(tints[1])],
            "area": ["color": .string(tints[1])],
            "rule": ["color": .string(secondary)],
            "text": ["color": .string(text), "fontSize": 12],
            "range": ["category": .array(colors.map(JSONValue.string))],
        ]
    }
}
