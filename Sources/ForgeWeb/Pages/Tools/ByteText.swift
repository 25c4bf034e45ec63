import ForgeLab

/// Sizes as people read them.
enum ByteText {
    /// Decimal units: `840 B`, `98.4 MB`.
    static func size(_ bytes: Int) -> String {
        let units = ["kB", "MB", "GB", "TB"]
        guard bytes >= 1000 else { return "\(bytes) B" }
        var value = Double(bytes) / 1000
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(NumberText.significant(value)) \(units[unit])"
    }
}
