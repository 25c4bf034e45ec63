import ForgeCore

/// What one query has found so far: its steps, and the passages that they speak of.
struct SearchSteps {
    private(set) var steps: [RetrievalStep] = []
    private var chunks: [Int: StoredChunk] = [:]

    func knows(_ chunk: Int) -> Bool { chunks[chunk] != nil }

    mutating func learn(_ found: [StoredChunk]) {
        for chunk in found { chunks[chunk.id] = chunk }
    }

    mutating func add(
        _ name: String, since start: ContinuousClock.Instant, _ hits: [(item: Int, score: Double)] = []
    ) {
        steps.append(
            RetrievalStep(
                name: name, seconds: (ContinuousClock.now - start).seconds,
                hits: hits.map { RetrievalHit(chunk: $0.item, title: chunks[$0.item]?.title ?? "", score: $0.score) }))
    }

    func searchText(of chunk: Int) -> String {
        chunks[chunk].map { Chunk.searchText(title: $0.title, section: $0.section, text: $0.text) } ?? ""
    }

    func passages(_ ranked: [(item: Int, score: Double)]) -> [RetrievedPassage] {
        ranked.compactMap { item, score in
            chunks[item].map { chunk in
                RetrievedPassage(
                    chunk: chunk.id, document: chunk.document, title: chunk.title, section: chunk.section,
                    url: chunk.url, position: chunk.position, text: chunk.text, score: score)
            }
        }
    }
}
