import ForgeCore
import ForgeRetrieval
import Testing

@Suite struct `Chunks of documents` {
    private func chunks(_ document: SourceDocument, tokens: Int, overlap: Int, window: Int? = nil) -> [Chunk] {
        Chunker(settings: ChunkSettings(tokens: tokens, overlap: overlap), meter: WordMeter(), window: window)
            .chunks(of: document)
    }

    private func document(_ texts: String...) -> SourceDocument {
        SourceDocument(
            id: "d", title: "T",
            sections: texts.enumerated().map { DocumentSection(title: "S\($0)", level: 1, text: $1) })
    }

    /// Sentences of ten words and a full stop: 11 tokens each.
    private func sentences(_ count: Int) -> String {
        (0..<count).map { sentence in (0..<10).map { "w\(sentence)x\($0)" }.joined(separator: " ") + "." }
            .joined(separator: " ")
    }

    @Test func `A text that fits is one chunk with the text as it is`() {
        let found = chunks(document("  Two  words.\n"), tokens: 8, overlap: 2)
        #expect(found == [Chunk(position: 0, section: "S0", text: "Two  words.", range: 2..<13, tokens: 3)])
    }

    @Test func `Chunks end with sentences and begin with them where one begins within half of the overlap`() {
        let found = chunks(document(sentences(10)), tokens: 40, overlap: 15)
        // Three sentences are 33 tokens; the last of them, 11 tokens back, is within the overlap's nearer half.
        #expect(found.map(\.tokens) == [33, 33, 33, 33, 22])
        #expect(found.allSatisfy { $0.text.hasSuffix(".") && $0.tokens <= 40 })
        #expect(found.dropFirst().allSatisfy { $0.text.hasPrefix("w") && $0.text.contains("x0 ") })
        for (one, next) in zip(found, found.dropFirst()) { #expect(next.range.lowerBound < one.range.upperBound) }
    }

    @Test func `Without an overlap chunks follow one another and leave nothing out`() {
        let text = sentences(20)
        let found = chunks(document(text), tokens: 25, overlap: 0)
        #expect(found.map(\.text).joined(separator: " ") == text)
        #expect(found.map(\.tokens).allSatisfy { $0 == 22 })
    }

    @Test func `A sentence longer than a chunk is cut between words`() {
        let text = (0..<100).map { "word\($0)" }.joined(separator: " ")
        let found = chunks(document(text), tokens: 30, overlap: 10)
        #expect(found.map(\.tokens) == [30, 30, 30, 30, 20])
        #expect(found[1].text.hasPrefix("word20 ") && found[0].text.hasSuffix(" word29"))
    }

    @Test func `A word longer than a chunk is cut between tokens, and characters stay whole`() {
        let text = String(repeating: "é", count: 1000)
        let found = chunks(document(text), tokens: 10, overlap: 0)
        #expect(found.map(\.text).joined() == text)
        #expect(found.allSatisfy { !$0.text.contains("\u{FFFD}") && $0.tokens <= 10 })
    }

    @Test func `Sections are never mixed, and a bare heading has no chunk`() {
        let found = chunks(document("One sentence.", "", " \n ", "Another sentence."), tokens: 50, overlap: 5)
        #expect(found.map(\.text) == ["One sentence.", "Another sentence."])
        #expect(found.map(\.section) == ["S0", "S3"])
        #expect(found.map(\.position) == [0, 1])
    }

    @Test(arguments: [(8, 0), (8, 4), (13, 3), (32, 10), (256, 50)])
    func `Ranges give the chunk's text, and cover every token in order`(_ tokens: Int, _ overlap: Int) {
        let text = "Zürich — “naïve” costs 1.5 €. " + sentences(9) + " Ende… 漢字かな交じり文。 x"
        let document = document("Lead text. Short!", text, sentences(3))
        let bytes = Array(document.text.utf8)
        let found = chunks(document, tokens: tokens, overlap: overlap)
        for chunk in found {
            #expect(String(decoding: bytes[chunk.range], as: UTF8.self) == chunk.text)
            #expect(chunk.tokens <= tokens && chunk.tokens > 0)
        }
        var covered = Set<Int>()
        for chunk in found { covered.formUnion(chunk.range) }
        let visible = bytes.indices.filter { ![0x20, 0x0A].contains(bytes[$0]) }
        #expect(covered.isSuperset(of: visible))
        for (one, next) in zip(found, found.dropFirst()) { #expect(one.range.lowerBound < next.range.lowerBound) }
    }

    @Test func `Neighbours share at most the overlap`() {
        let found = chunks(document(sentences(40)), tokens: 64, overlap: 20)
        let meter = WordMeter()
        let text = Array(document(sentences(40)).text.utf8)
        for (one, next) in zip(found, found.dropFirst()) {
            let shared = String(decoding: text[next.range.lowerBound..<one.range.upperBound], as: UTF8.self)
            #expect((10...20).contains(meter.tokenRanges(of: shared).count))
        }
    }

    @Test func `With its title a chunk still fits the embedder's window`() {
        let title = (0..<20).map { "title\($0)" }.joined(separator: " ")
        let document = SourceDocument(
            id: "d", title: title, sections: [DocumentSection(text: (0..<500).map { "w\($0)" }.joined(separator: " "))])
        #expect(chunks(document, tokens: 100, overlap: 10, window: 100).map(\.tokens).max() == 100 - 2 - 20)
        // Asked to be larger than the window, chunks are as large as asked.
        #expect(chunks(document, tokens: 200, overlap: 10, window: 100).map(\.tokens).max() == 200)
    }

    @Test func `A hundred thousand characters without a space are cut in reasonable time`() {
        let found = chunks(document(String(repeating: "a", count: 100_000)), tokens: 256, overlap: 50)
        #expect(found.last?.range.upperBound == 100_000)
        #expect(found.count > 20)
    }
}
