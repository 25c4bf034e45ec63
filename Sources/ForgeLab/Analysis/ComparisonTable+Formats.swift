extension ComparisonTable {
    /// A GitHub-flavoured Markdown table with its caption under it.
    package func markdown() -> String {
        let rule = [":--"] + [String](repeating: "--:", count: max(0, header.count - 1))
        let lines = MarkdownTable.lines(header, rule: rule, rows)
        return (lines + ["", MarkdownTable.escaped(caption), ""]).joined(separator: "\n")
    }

    /// A LaTeX table for the package booktabs.
    package func latex(label: String = "tab:comparison") -> String {
        let line = { (cells: [String]) in "    " + cells.map(Self.escaped).joined(separator: " & ") + " \\\\" }
        let columns = "l" + String(repeating: "r", count: max(0, header.count - 1))
        let identifier = label.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ":-_.".contains($0)) }
        return """
            \\begin{table}
              \\centering
              \\caption{\(Self.escaped(caption))}
              \\label{\(identifier)}
              \\begin{tabular}{\(columns)}
                \\toprule
            \(line(header))
                \\midrule
            \(rows.map(line).joined(separator: "\n"))
                \\bottomrule
              \\end{tabular}
            \\end{table}

            """
    }

    /// Text in which LaTeX sees no commands. By scalars, as LaTeX reads: a combining accent hides none of them.
    static func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar -> String in
            let character = Character(scalar)
            return switch character {
            case "\\": "\\textbackslash{}"
            case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
            case "~": "\\textasciitilde{}"
            case "^": "\\textasciicircum{}"
            case "<": "\\textless{}"
            case ">": "\\textgreater{}"
            case "\u{2212}": "$-$"
            case "Δ": "$\\Delta$"
            case "µ": "$\\mu$"
            case "→": "$\\rightarrow$"
            case _ where character.isNewline: " "
            default: String(character)
            }
        }.joined()
    }
}
