import Foundation

/// Horizontal bars of block characters.
enum Bar {
    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar of `part/whole` of `width` cells; never empty for a part above 0.
    static func text(_ part: Int, of whole: Int, width: Int, hasUnicode: Bool) -> String {
        guard part > 0, whole > 0 else { return "" }
        let share = min(1, Double(part) / Double(whole))
        guard hasUnicode else {
            return String(repeating: "#", count: max(1, Int((share * Double(width)).rounded())))
        }
        let steps = max(1, Int((share * Double(width) * 8).rounded()))
        return String(repeating: "█", count: steps / 8) + eighths[steps % 8]
    }
}

func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
