package import ForgeCore
import Synchronization

/// A retriever over a few passages in memory: the score of a passage is the number of the query's words that it holds.
package final class FakeRetriever: Retriever {
    package let info: RetrieverInfo
    private let passages: [RetrievedPassage]
    private let failures: [Int: any Error]
    private let asked = Mutex<[String]>([])

    /// - Parameters:
    ///   - passages: title and text of each.
    ///   - contentHash: another one stands for another content.
    ///   - failures: by number of the call, from 0.
    package init(
        _ passages: [(title: String, text: String)], name: String = "facts", contentHash: String = "k0",
        failures: [Int: any Error] = [:]
    ) {
        self.passages = passages.enumerated().map { number, passage in
            RetrievedPassage(
                chunk: number, document: "d\(number)", title: passage.title, section: "Lead",
                url: "https://example.org/\(number)", position: 0, text: passage.text, score: 0)
        }
        self.failures = failures
        info = RetrieverInfo(
            knowledgeBase: name, documents: passages.count, chunks: passages.count, chunkTokens: 256, chunkOverlap: 50,
            contentHash: contentHash,
            embedder: EncoderInfo(
                name: "fake-embedder", architecture: "bert", sha256: "e0", dimension: 4, maxTokens: 256,
                precision: "float32"),
            reranker: nil, vectorStore: "embedded")
    }

    /// All queries so far.
    package var queries: [String] { asked.withLock { $0 } }

    package func retrieve(_ query: String, by method: RetrievalMethod, k: Int) async throws -> Retrieval {
        let number = asked.withLock { asked in
            asked.append(query)
            return asked.count - 1
        }
        if let failure = failures[number] { throw failure }
        let words = Set(Self.words(query))
        let ranked = passages.map { passage in
            var passage = passage
            passage.score = Double(words.intersection(Self.words(passage.title + " " + passage.text)).count)
            return passage
        }.sorted { ($0.score, $1.chunk) > ($1.score, $0.chunk) }
        let found = Array(ranked.prefix(k))
        let hits = found.map { RetrievalHit(chunk: $0.chunk, title: $0.title, score: $0.score) }
        return Retrieval(
            query: query, method: method, passages: found,
            steps: [RetrievalStep(name: method.rawValue, seconds: 0.001, hits: hits)])
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
