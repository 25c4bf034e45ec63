import Foundation

/// Dependencies as a table of text.
struct LicenceTable {
    let dependencies: [Dependency]

    var lines: [String] {
        let rows = dependencies.map { dependency in
            [
                dependency.name, dependency.version ?? "-", dependency.licence, dependency.place.rawValue,
                dependency.holds.map { "holds \($0)" } ?? "",
            ]
        }
        let all = [["NAME", "VERSION", "LICENCE", "IS A", ""]] + rows
        let widths = (0..<5).map { column in all.map { $0[column].count }.max() ?? 0 }
        let table = all.map { row in
            let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        return table + notes
    }

    private var notes: [String] {
        var notes = ["", "Models and data have licences of their own: forge models list, forge datasets list."]
        if dependencies.contains(where: { $0.place == .package && $0.version == nil }) {
            notes.append("A - stands for a version that the build did not record: ./forge-setup build does.")
        }
        return notes
    }
}
