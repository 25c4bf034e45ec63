import Testing

@testable import ForgeTuning

@Suite("Words that differ")
struct WordDiffTests {
    private func own(_ pieces: [WordDiff.Piece]) -> [String] { pieces.filter(\.isOwn).map(\.text) }

    @Test func `only words that the other text lacks in that place are its own`() {
        let diff = WordDiff("the quick brown fox", "the slow brown fox jumps")
        #expect(own(diff.first) == ["quick "])
        #expect(own(diff.second) == ["slow ", "jumps"])
    }

    @Test(arguments: ["", "  ", "one", " two words\n\nand  a line \n", "a\tb", "ünïcödé 漢字 words"])
    func `the pieces together are the text`(_ text: String) {
        let diff = WordDiff(text, "other words and a line")
        #expect(diff.first.map(\.text).joined() == text)
        #expect(diff.second.map(\.text).joined() == "other words and a line")
    }

    @Test func `equal texts have nothing of their own, and spacing alone is no difference`() {
        let diff = WordDiff("a  b\nc", "a b c")
        #expect(own(diff.first).isEmpty && own(diff.second).isEmpty)
    }

    @Test func `very long texts are compared up to a bound`() {
        let long = Array(repeating: "word", count: 5000).joined(separator: " ")
        let diff = WordDiff(long, long + " more")
        #expect(diff.second.map(\.text).joined() == long + " more")
        #expect(own(diff.second).isEmpty)
    }
}
