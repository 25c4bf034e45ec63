import ForgeLab
import ForgeTerminal

/// A memory profile for the terminal, or as Markdown.
struct MemoryProfileText {
    private let profile: MemoryProfile

    init(_ profile: MemoryProfile) { self.profile = profile }

    private var tables: [PlainTable] {
        let tables = MemoryTables(profile)
        return [tables.peaks, tables.largest].filter { !$0.rows.isEmpty }
    }

    func text(for terminal: Terminal) -> String {
        var peaks = MemoryTables(profile).peaks.textTable
        shade(&peaks)
        let parts =
            ["\(MemoryTables(profile).peaks.title)\n\(peaks.rendered(for: terminal))"]
            + tables.dropFirst().map { "\($0.title)\n\($0.textTable.rendered(for: terminal))" }
        return (parts + notes).joined(separator: "\n\n")
    }

    func markdown() -> String {
        (tables.map { "### \($0.title)\n\n\($0.markdown())" } + notes).joined(separator: "\n\n")
    }

    /// The heat of the map: more blocks for more memory, from the least to the most that was measured.
    private func shade(_ table: inout TextTable) {
        let peaks = profile.cells.compactMap(\.trial?.peak)
        guard let least = peaks.min(), let most = peaks.max(), most > least else { return }
        var shaded = TextTable(table.columns)
        for (number, row) in table.rows.enumerated() {
            var row = row
            for (column, batch) in profile.batches.enumerated() where number > 0 {
                guard let peak = profile.cell(profile.methods[number - 1], batch)?.trial?.peak else { continue }
                let share = Double(peak - least) / Double(most - least)
                row[column + 1].text += " " + Self.blocks(Int((share * 4).rounded()))
            }
            shaded.add(row)
        }
        table = shaded
    }

    private static func blocks(_ heat: Int) -> String {
        String(repeating: "█", count: heat) + String(repeating: "░", count: 4 - heat)
    }

    private var notes: [String] {
        var lines = [MemoryTables(profile).estimateSentence].compactMap(\.self)
        let reasons = profile.cells.filter { $0.state != .fits }.map {
            "\($0.method), \($0.batch) at a time: \($0.reason ?? $0.state.rawValue)"
        }
        lines += reasons
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }
}
