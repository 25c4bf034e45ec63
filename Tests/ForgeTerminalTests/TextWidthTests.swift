import Testing

@testable import ForgeTerminal

@Suite struct TextWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("ｆ", 2), ("🎉", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2),
        ("❤️", 2), ("…", 1), ("│", 1), ("a\u{200B}b", 2),
    ])
    func `width is counted in terminal cells`(text: String, cells: Int) {
        #expect(TextWidth.of(text) == cells)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("ab", 1, "…"),
        ("ab", 0, ""),
    ])
    func `cut text fits, its mark included`(text: String, width: Int, cut: String) {
        #expect(TextWidth.clipped(text, to: width) == cut)
    }

    @Test func `lines are broken at blanks and long words stand out`() {
        #expect(TextWidth.wrapped("one two three", to: 7) == ["one two", "three"])
        #expect(TextWidth.wrapped("a extraordinarily b\n\nc", to: 6) == ["a", "extraordinarily", "b", "", "c"])
        #expect(TextWidth.wrapped("日本 語語", to: 5) == ["日本", "語語"])
    }
}
