package import Foundation

/// Numbers as tables and sentences show them: a point for decimals, the true minus sign, units after a space.
package enum NumberText {
    package static let minus = "\u{2212}"

    package static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return "–" }
        let text = String(format: "%.\(places)f", abs(value))
        let isZero = !text.contains { "123456789".contains($0) }
        return value < 0 && !isZero ? minus + text : text
    }

    /// With `+` or `−`; zero has neither.
    package static func signed(_ value: Double, places: Int) -> String {
        let text = decimal(value, places: places)
        return value > 0 && text.contains { "123456789".contains($0) } ? "+\(text)" : text
    }

    /// A proportion as `12.0 %`.
    package static func percent(_ proportion: Double) -> String { decimal(proportion * 100, places: 1) + " %" }

    /// A difference of proportions in percentage points, without a unit: `−4.0`.
    package static func points(_ difference: Double) -> String { signed(difference * 100, places: 1) }

    /// `0.18`, `0.0042`, `< 0.0001`.
    package static func pValue(_ p: Double) -> String {
        if p < 0.0001 { return "< 0.0001" }
        if p >= 0.995 { return "1" }
        return decimal(p, places: p < 0.001 ? 4 : p < 0.01 ? 4 : p < 0.1 ? 3 : 2)
    }

    /// The p-value with its relation: `p = 0.18`, `p < 0.0001`.
    package static func pStatement(_ p: Double) -> String {
        let text = pValue(p)
        return text.hasPrefix("<") ? "p \(text)" : "p = \(text)"
    }

    /// Thousands apart: `12,345`.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        let groups = stride(from: digits.count, to: 0, by: -3).map { end in
            digits.dropLast(digits.count - end).suffix(3)
        }
        return (value < 0 ? minus : "") + groups.reversed().joined(separator: ",")
    }

    /// Three digits that matter with the unit that suits: `840 µs`, `12.3 ms`, `1.23 s`, `4 min 05 s`, `2 h 03 min`.
    package static func seconds(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        let size = abs(value)
        switch size {
        case 0: return "0 s"
        case ..<0.0009995: return significant(value * 1e6) + " µs"
        case ..<0.9995: return significant(value * 1e3) + " ms"
        case ..<59.95: return significant(value) + " s"
        default: return long(size, sign: value < 0 ? minus : "")
        }
    }

    /// A time that is only guessed, in whole seconds: `4 s`, `2 min 05 s`, `2 h 03 min`.
    package static func roughSeconds(_ value: Double) -> String {
        guard value.isFinite, value >= 0 else { return "–" }
        return value < 59.5 ? "\(Int(value.rounded())) s" : seconds(max(60, value))
    }

    /// Three significant digits, none of them invented behind a large number.
    package static func significant(_ value: Double) -> String {
        let size = abs(value)
        return decimal(value, places: size < 9.995 ? 2 : size < 99.95 ? 1 : 0)
    }

    private static func long(_ seconds: Double, sign: String) -> String {
        guard seconds < 1e9 else { return sign + significant(seconds) + " s" }
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return sign + (hours > 0 ? "\(hours) h \(padded(minutes)) min" : "\(minutes) min \(padded(rest)) s")
    }

    private static func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

// MARK: Sizes and ages

extension NumberText {
    /// Decimal units, three digits that matter: `840 B`, `98.4 MB`.
    package static func bytes(_ count: Int) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count) / 1000
        var units = ["kB", "MB", "GB", "TB"]
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units.removeFirst()
        }
        return "\(significant(value)) \(units[0])"
    }

    /// How long ago something was: `just now`, `3 min ago`, `5 h ago`, `2 days ago`; from a month on its date.
    package static func age(of date: Date, at now: Date) -> String {
        let seconds = now.timeIntervalSince(date)
        switch seconds {
        case ..<45: return "just now"
        case ..<3570: return "\(max(1, Int((seconds / 60).rounded()))) min ago"
        case ..<84_600: return "\(Int((seconds / 3600).rounded())) h ago"
        case ..<(30 * 86_400): return days(Int((seconds / 86_400).rounded()))
        default: return self.date(date)
        }
    }

    /// `24 Nov 2026`, in UTC.
    package static func date(_ date: Date) -> String {
        date.formatted(style.day().month(.abbreviated).year())
    }

    /// `24 Nov 2026, 04:09:06 UTC`.
    package static func dateAndTime(_ date: Date) -> String {
        let time = Date.VerbatimFormatStyle(
            format:
                "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
            timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return "\(self.date(date)), \(date.formatted(time)) UTC"
    }

    private static var style: Date.FormatStyle {
        Date.FormatStyle(locale: Locale(identifier: "en_GB"), timeZone: .gmt)
    }

    private static func days(_ count: Int) -> String { count == 1 ? "1 day ago" : "\(count) days ago" }
}
