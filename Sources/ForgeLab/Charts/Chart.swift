package import ForgeCore

/// A chart as a Vega-Lite specification, with what somebody reads who cannot see it.
package struct Chart: Sendable, Codable, Hashable {
    /// The chart's numbers as text, small enough to be read.
    package struct Table: Sendable, Codable, Hashable {
        package var header: [String]
        package var rows: [[String]]

        package init(header: [String], rows: [[String]]) {
            self.header = header
            self.rows = rows
        }
    }

    package var title: String
    /// One or two sentences: what is drawn and what it shows.
    package var description: String
    package var table: Table
    /// Vega-Lite without its `config`, which is one of the themes.
    package var spec: JSONValue
    /// What the reader's colour scheme (`light`, `dark`) puts into `config`.
    package var themes: [String: JSONValue]

    /// - Parameter series: how many things colours tell apart.
    init(title: String, description: String, table: Table, spec: JSONValue, series: Int = 1) {
        self.title = title
        self.description = description
        self.table = table
        self.spec = spec
        themes = ["light": ChartTheme.light.config(series: series), "dark": ChartTheme.dark.config(series: series)]
    }
}
