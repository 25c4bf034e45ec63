import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the place that text is written to can show.
package struct Terminal: Sendable, Hashable {
    /// A terminal that may redraw a line, not a file or pipe.
    package var isInteractive: Bool
    package var hasColor: Bool
    /// Whether the locale's encoding is UTF-8; otherwise text is reduced to ASCII.
    package var hasUnicode: Bool
    /// Cells in a line; nil for no bound (a file).
    package var width: Int?

    package init(isInteractive: Bool, hasColor: Bool, hasUnicode: Bool, width: Int?) {
        self.isInteractive = isInteractive
        self.hasColor = hasColor
        self.hasUnicode = hasUnicode
        self.width = width
    }

    /// A file or pipe that takes UTF-8.
    package static let plain = Terminal(isInteractive: false, hasColor: false, hasUnicode: true, width: nil)

    /// NO_COLOR (no-color.org), TERM=dumb, COLUMNS and the locale variables in POSIX order are respected.
    package init(environment: [String: String], isTerminal: Bool, columns: Int?) {
        let set = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let isDumb = set("TERM") == "dumb"
        let locale = set("LC_ALL") ?? set("LC_CTYPE") ?? set("LANG") ?? ""
        let encoding = locale.lowercased().replacing("-", with: "")
        isInteractive = isTerminal && !isDumb
        hasColor = isInteractive && set("NO_COLOR") == nil
        hasUnicode = encoding.contains("utf8")
        let asked = set("COLUMNS").flatMap(Int.init).flatMap { (20...10_000).contains($0) ? $0 : nil }
        width = isTerminal ? asked ?? columns.flatMap { $0 >= 20 ? $0 : nil } ?? 80 : nil
    }

    /// The terminal, file or pipe behind a descriptor (1 for standard output, 2 for standard error).
    package static func of(
        descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> Terminal {
        var size = winsize()
        let isTerminal = isatty(descriptor) == 1
        let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(environment: environment, isTerminal: isTerminal, columns: hasSize ? Int(size.ws_col) : nil)
    }
}
