import ForgeLab
import ForgeTerminal

/// A memory profile for the terminal, or as Markdown.
struct MemoryProfileText {
    private let profile: MemoryProfile
    private let tables: MemoryTables

    init(_ profile: MemoryProfile) {
        self.profile = profile
        tables = MemoryTables(profile)
    }

    private var filled: [PlainTable] { [tables.peaks, tables.largest].filter { !$0.rows.isEmpty } }

    func text(for terminal: Terminal) -> String {
        let parts = [shaded(tables.peaks)] + filled.dropFirst()
        return (parts.map { "\($0.title)\n\($0.textTable.rendered(for: terminal))" } + notes).joined(separator: "\n\n")
    }

    func markdown() -> String {
        (filled.map { "### \($0.title)\n\n\($0.markdown())" } + notes).joined(separator: "\n\n")
    }

    /// The heat of the map: more blocks for more memory, from the least to the most that was measured.
    private func shaded(_ table: PlainTable) -> PlainTable {
        let peaks = profile.cells.compactMap(\.trial?.peak)
        guard let least = peaks.min(), let most = peaks.max(), most > least else { return table }
        var table = table
        // The first row is the estimate's, the first column the method's.
        for (row, method) in profile.methods.enumerated() {
            for (column, batch) in profile.batches.enumerated() {
                guard let peak = profile.cell(method, batch)?.trial?.peak else { continue }
                let share = Double(peak - least) / Double(most - least)
                table.rows[row + 1][column + 1] += " " + Self.blocks(Int((share * 4).rounded()))
            }
        }
        return table
    }

    private static func blocks(_ heat: Int) -> String {
        String(repeating: "█", count: heat) + String(repeating: "░", count: 4 - heat)
    }

    private var notes: [String] {
        var lines = [tables.estimateSentence].compactMap(\.self)
        let reasons = profile.cells.filter { $0.state != .fits }.map {
            "\($0.method), \($0.batch) at a time: \($0.reason ?? $0.state.rawValue)"
        }
        lines += reasons
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }
}
