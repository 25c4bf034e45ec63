import Testing

@testable import ForgeCore

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("", "abc", 3), ("abcd", "abdc", 1), ("same", "same", 0),
    ])
    func `edit distance counts insertions, deletions, substitutions and swaps`(a: String, b: String, edits: Int) {
        #expect(NearestName.editDistance(Array(a), Array(b)) == edits)
        #expect(NearestName.editDistance(Array(b), Array(a)) == edits)
    }

    @Test(
        arguments: [
            ("seeed", "seed"), ("max-tokens", "max_tokens"), ("temprature", "temperature"), ("Model", "model"),
            ("temp", "temperature"), ("xyzzy", nil), ("n", nil), ("", nil),
        ] as [(String, String?)])
    func `a near name is found and a far one is not`(word: String, expected: String?) {
        #expect(NearestName.of(word, among: ["seed", "model", "max_tokens", "temperature", "name"]) == expected)
    }
}
