import Testing

@testable import ForgeTerminal

@Suite struct TextTableTests {
    private func terminal(_ width: Int?, hasColor: Bool = false, hasUnicode: Bool = true) -> Terminal {
        Terminal(isInteractive: hasColor, hasColor: hasColor, hasUnicode: hasUnicode, width: width)
    }

    private func table() -> TextTable {
        var table = TextTable([.init("name", isFlexible: true), .init("n", .right)])
        table.add(["日本", "5"])
        table.add(["a long name that needs room", "1,234"])
        return table
    }

    @Test func `columns align by display width`() {
        #expect(
            table().rendered(for: terminal(nil)) == """
                name                             n
                ──────────────────────────────────
                日本                             5
                a long name that needs room  1,234
                """)
    }

    @Test func `the flexible column gives way to the terminal`() {
        #expect(
            table().rendered(for: terminal(20)) == """
                name               n
                ────────────────────
                日本               5
                a long name …  1,234
                """)
    }

    @Test func `a narrow terminal leaves the flexible column eight cells`() {
        #expect(table().rendered(for: terminal(3)).split(separator: "\n").last == "a long …  1,234")
    }

    @Test func `colour does not shift columns`() {
        var table = TextTable([.init("a", .right), .init("b", .right)])
        table.add([.init("5", .red), "7"])
        let lines = table.rendered(for: terminal(80, hasColor: true)).split(separator: "\n")
        #expect(lines[2] == "\u{1B}[31m5\u{1B}[0m  7")
    }

    @Test func `without UTF-8 lines and marks are ASCII`() {
        let text = table().rendered(for: terminal(20, hasUnicode: false))
        #expect(text.utf8.allSatisfy { $0 < 128 })
        #expect(text.contains("a long name ~  1,234"))
    }

    @Test func `missing cells are empty and a line end in a cell stays in its row`() {
        var table = TextTable([.init("a"), .init("b")])
        table.add(["x\ny"])
        #expect(table.rendered(for: terminal(nil)) == "a    b\n──────\nx⏎y")
    }
}
