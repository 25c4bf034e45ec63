import Testing

@testable import ForgeTerminal

@Suite struct CardsTests {
    private let cards = Cards([
        .init("Accuracy", [("em.squad", "12.0 %"), ("  95 %", "6.9 – 20.0")]), .init("日本", [("p50", "1.20 s")]),
    ])

    @Test func `cards stand side by side at the same height`() {
        #expect(
            cards.rendered(for: .plain) == """
                ╭─ Accuracy ─────────╮ ╭─ 日本 ──────╮
                │ em.squad    12.0 % │ │ p50  1.20 s │
                │   95 %  6.9 – 20.0 │ │             │
                ╰────────────────────╯ ╰─────────────╯
                """)
    }

    @Test func `on a narrow terminal they stand one above the other`() {
        let narrow = Terminal(isInteractive: true, hasColor: false, hasUnicode: false, width: 24)
        #expect(
            cards.rendered(for: narrow) == """
                +- Accuracy ---------+
                | em.squad    12.0 % |
                |   95 %  6.9 - 20.0 |
                +--------------------+
                +- ?? --------+
                | p50  1.20 s |
                +-------------+
                """)
    }
}
