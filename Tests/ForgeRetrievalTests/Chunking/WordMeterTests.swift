import ForgeRetrieval
import Testing

@Suite struct `Words as tokens` {
    @Test(arguments: [
        ("", []), (" \n", []), ("a", ["a"]), ("Don't stop.", ["Don", "'", "t", "stop", "."]),
        ("naïve Ünï", ["naïve", "Ünï"]), ("e\u{301}a", ["e\u{301}a"]), ("1.5€", ["1", ".", "5", "€"]),
        ("abcdefghijklmnopqrst", ["abcdefghijklmnop", "qrst"]),
    ])
    func `Ranges are those of words and marks`(_ text: String, _ expected: [String]) {
        let bytes = Array(text.utf8)
        #expect(WordMeter().tokenRanges(of: text).map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
    }
}
