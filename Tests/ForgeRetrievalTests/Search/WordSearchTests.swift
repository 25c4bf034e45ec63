import ForgeCore
import ForgeRetrieval
import Foundation
import Testing

@Suite struct `Searching words` {
    @Test(arguments: [
        ("", []), ("Don't STOP_me 1.5", ["don", "t", "stop_me", "1", "5"]),
        ("Café e\u{301}té ÅÖ", ["cafe", "ete", "ao"]),
        ("漢字 kana", ["漢", "字", "kana"]), ("straße", ["straße"]), ("?!…", []), ("a\u{0}b", ["a", "b"]),
    ])
    func `Words are folded runs of letters and digits`(_ text: String, _ words: [String]) {
        #expect(WordTokenizer.words(of: text) == words)
    }

    @Test func `Scores are Okapi BM25's with k1 0.9, b 0.4 and Lucene's idf`() async throws {
        let library = try TemporaryLibrary()
        let base = try await library.make()
        let rows = [("a", "x", "apple apple pear"), ("b", "x", "apple plum plum fig date"), ("c", "x", "pear")]
        _ = try await base.ingest(IngestRequest([.jsonl(try library.corpus(rows))]))
        let found = try await base.retriever().retrieve("Apple plum, apple!", by: .bm25, k: 10)
        // Lengths with the title 4, 6 and 2, mean 4; apple is in 2 of 3, plum in 1 of 3.
        let (apple, plum) = (log(1 + 1.5 / 2.5), log(1 + 2.5 / 1.5))
        let (short, long) = (0.9 * (0.6 + 0.4), 0.9 * (0.6 + 0.4 * 6 / 4))
        #expect(found.passages.map(\.document) == ["b", "a"])
        let expected = [apple / (1 + long) + plum * 2 / (2 + long), apple * 2 / (2 + short)]
        for (passage, score) in zip(found.passages, expected) { #expect(abs(passage.score - score) < 1e-6) }
    }

    @Test func `Ranks are fused by the sum of 1 over 60 and the rank`() {
        let fused = ReciprocalRankFusion.fuse([[7, 8, 9], [5, 6, 7]])
        #expect(fused.map(\.item) == [7, 5, 8, 6, 9])
        // Ranks 1 and 3 (METRICS.md).
        #expect(abs(fused[0].score - 0.0322664585) < 1e-9)
        #expect(ReciprocalRankFusion.fuse([[], []]).isEmpty)
    }
}
