import ForgeLab

/// Counts of values in bins, drawn as bars of eighths.
package struct Histogram: Sendable, Hashable {
    package struct Bin: Sendable, Hashable {
        package var low: Double
        package var high: Double
        package var count: Int
    }

    package private(set) var bins: [Bin]
    /// Bins of equal ratio instead of equal width, chosen when the values span more than a factor of 20.
    package private(set) var isLogarithmic: Bool

    /// - Parameter count: how many bins; fewer when all values are equal. Values that are not finite are left out.
    package init(_ values: [Double], bins count: Int = 10) {
        let values = values.filter(\.isFinite)
        guard let low = values.min(), let high = values.max() else {
            (bins, isLogarithmic) = ([], false)
            return
        }
        isLogarithmic = low > 0 && high / low > 20
        guard high > low, count > 1 else {
            bins = [Bin(low: low, high: high, count: values.count)]
            return
        }
        let edges = Self.edges(from: low, to: high, count: count, isLogarithmic: isLogarithmic)
        var counts = Array(repeating: 0, count: count)
        for value in values {
            // The last bin holds its upper edge.
            let position = edges.dropFirst().dropLast().firstIndex { value < $0 }.map { $0 - 1 }
            counts[position ?? count - 1] += 1
        }
        bins = counts.indices.map { Bin(low: edges[$0], high: edges[$0 + 1], count: counts[$0]) }
    }

    private static func edges(from low: Double, to high: Double, count: Int, isLogarithmic: Bool) -> [Double] {
        (0...count).map { step in
            let share = Double(step) / Double(count)
            if step == count { return high }
            return isLogarithmic ? low * power(high / low, share) : low + (high - low) * share
        }
    }

    /// One line per bin: `120 ms – 240 ms │██████▌ 34`.
    package func rendered(
        for terminal: Terminal, width: Int = 40, label: (Double) -> String = NumberText.seconds
    ) -> String {
        guard !bins.isEmpty else { return "(no values)" }
        let lows = bins.map { terminal.text(label($0.low)) }
        let highs = bins.map { terminal.text(label($0.high)) }
        let (left, right) = (lows.map(TextWidth.of).max() ?? 0, highs.map(TextWidth.of).max() ?? 0)
        let numbers = bins.map { NumberText.count($0.count) }
        let taken = left + right + 6 + (numbers.map(\.count).max() ?? 0)
        let room = max(5, min(width, (terminal.width ?? 100) - taken))
        let largest = bins.map(\.count).max() ?? 0
        let (dash, edge) = (terminal.text("–"), terminal.text("│"))
        return bins.indices.map { index in
            let range =
                "\(TextWidth.padded(lows[index], to: left, right: true)) \(dash) "
                + TextWidth.padded(highs[index], to: right, right: true)
            let bar = Bar.text(bins[index].count, of: largest, width: room, hasUnicode: terminal.hasUnicode)
            return "\(range) \(edge)\(terminal.colored(bar, .cyan)) \(numbers[index])"
        }.joined(separator: "\n")
    }
}
