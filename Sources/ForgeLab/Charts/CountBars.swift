import ForgeCore

/// How often values of each size occur, for several groups side by side.
package struct CountBars: Sendable {
    package struct Group: Sendable {
        package var label: String
        package var values: [Int]

        package init(_ label: String, _ values: [Int]) {
            self.label = label
            self.values = values
        }
    }

    package var title: String
    /// What is counted on the horizontal axis (`tokens`), and of what (`answers`).
    package var unit: String
    package var what: String
    package var groups: [Group]

    package init(title: String, unit: String, what: String, groups: [Group]) {
        self.title = title
        self.unit = unit
        self.what = what
        self.groups = groups
    }

    private static let mostBins = 20

    /// Nil without a value.
    package var chart: Chart? {
        let all = groups.flatMap(\.values)
        guard let largest = all.max() else { return nil }
        let width = Self.width(largest)
        let bins = largest / width + 1
        let counts = groups.map { group in
            group.values.reduce(into: [Int](repeating: 0, count: bins)) { $0[max(0, $1) / width] += 1 }
        }
        let names = (0..<bins).map { "\($0 * width)–\(($0 + 1) * width - 1)" }
        return Chart(
            title: title, description: description,
            table: Chart.Table(
                header: [unit] + groups.map(\.label),
                rows: names.indices.map { bin in [names[bin]] + counts.map { NumberText.count($0[bin]) } }),
            spec: spec(counts, width: width), series: groups.count)
    }

    private var description: String {
        let parts = groups.compactMap { group -> String? in
            let sorted = group.values.sorted()
            guard let last = sorted.last else { return nil }
            return "\(group.label): half at most \(NumberText.count(sorted[sorted.count / 2])), longest "
                + NumberText.count(last)
        }
        return parts.joined(separator: "; ") + " \(unit)."
    }

    /// The smallest of 1, 2, 5, 10, … that needs no more than the wanted number of bins.
    private static func width(_ largest: Int) -> Int {
        var unit = 1
        while true {
            for factor in [1, 2, 5] where largest / (factor * unit) < mostBins { return factor * unit }
            unit *= 10
        }
    }

    private func spec(_ counts: [[Int]], width: Int) -> JSONValue {
        let rows = zip(groups, counts).flatMap { group, counts in
            counts.enumerated().map { bin, count -> JSONValue in
                [
                    "group": .string(group.label), "from": .integer(bin * width), "to": .integer((bin + 1) * width),
                    "count": .integer(count), "range": .string("\(bin * width)–\((bin + 1) * width - 1)"),
                ]
            }
        }
        let color = VegaLite.nominal(
            "group", ["legend": ["orient": "top", "direction": "horizontal", "title": nil]])
        return VegaLite.spec(
            rows: rows, height: 220,
            [
                // Steps, so that groups that overlap stay visible.
                "mark": ["type": "line", "interpolate": "step-after", "strokeWidth": 2],
                "encoding": [
                    "x": VegaLite.quantitative("from", title: unit),
                    "y": VegaLite.quantitative("count", title: what, ["axis": ["tickMinStep": 1]]),
                    "color": color, "tooltip": VegaLite.tooltip([("group", "of"), ("range", unit), ("count", what)]),
                ],
            ])
    }
}
