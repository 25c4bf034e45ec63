import ForgeCore
import Testing

@testable import ForgeLab

@Suite struct ComparisonTableTests {
    private func table(_ names: [String] = ["demo/naive", "demo/cot_1"]) throws -> ComparisonTable {
        let sides = names.enumerated().map { AnalysisFixtures.side($1, 100, right: ($0 * 20)..<($0 * 20 + 50)) }
        return ComparisonTable(try Comparison.make(sides, metrics: [AnalysisFixtures.em, AnalysisFixtures.f1]))
    }

    @Test func `Markdown has a row per experiment and differences to the first`() throws {
        let lines = try table().markdown().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[0]
                == "| experiment | em.squad [95 % CI] | f1.squad | Δ [95 % CI] | p | latency p50 | tokens/question |")
        #expect(lines[1] == "| :-- | --: | --: | --: | --: | --: | --: |")
        #expect(lines[2] == "| demo/naive | 50.0 % [40.4, 59.6] | 0.500 | – | – | 1.00 s | 30.0 |")
        #expect(lines[3].hasPrefix("| demo/cot_1 | 50.0 % [40.4, 59.6] | 0.500 | 0.0 ["))
        #expect(
            lines[5]
                == "nq-open (test), 100 questions, sample aaaabbbb. Differences to demo/naive. Wilson intervals, of "
                + "differences Agresti and Min's; p by McNemar's exact test.")
    }

    @Test func `LaTeX uses booktabs and escapes what LaTeX would read`() throws {
        let text = try table().latex(label: "tab:x}y")
        #expect(text.contains("\\begin{tabular}{lrrrrrr}"))
        #expect(text.contains("\\toprule") && text.contains("\\midrule") && text.contains("\\bottomrule"))
        #expect(text.contains("demo/cot\\_1 & 50.0 \\% [40.4, 59.6]"))
        #expect(text.contains("\\label{tab:xy}"))
    }

    @Test(arguments: [
        ("a_b & 5 %", "a\\_b \\& 5 \\%"), ("\\input{x}", "\\textbackslash{}input\\{x\\}"),
        ("~^", "\\textasciitilde{}\\textasciicircum{}"),
        ("\u{2212}4", "$-$4"), ("a\nb", "a b"), ("5 %\u{301}", "5 \\%\u{301}"),
    ])
    func `LaTeX text holds no commands`(text: String, escaped: String) {
        #expect(ComparisonTable.escaped(text) == escaped)
    }

    @Test func `a pipe or a line end in a name cannot break a Markdown table`() throws {
        let lines = try table(["a|b", "c\nd"]).markdown().split(separator: "\n")
        #expect(lines[2].hasPrefix("| a\\|b | 50.0 %"))
        #expect(lines[3].hasPrefix("| c d | 50.0 %"))
    }

    @Test func `with three experiments p is Holm's`() throws {
        let table = try table(["a", "b", "c"])
        #expect(table.header.contains("p (Holm)"))
        #expect(table.caption.contains("Holm-adjusted over 3 comparisons"))
        #expect(table.rows.map(\.count) == [7, 7, 7])
    }
}
