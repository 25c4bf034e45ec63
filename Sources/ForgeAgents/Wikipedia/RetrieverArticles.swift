package import ForgeCore

/// The documents of a knowledge base as articles: its chunks, found by title and put together again.
package struct RetrieverArticles: ArticleSource {
    package let name = "local knowledge base"
    private let retriever: any Retriever
    /// Passages looked through for those of the wanted title.
    private static let passages = 20

    package init(_ retriever: any Retriever) { self.retriever = retriever }

    package func article(titled title: String) async throws -> Article? {
        let found = try await retriever.retrieve(title, by: .bm25, k: Self.passages).passages
        let wanted = TitleText.folded(title)
        let chunks = found.filter { TitleText.folded($0.title) == wanted }.sorted { $0.position < $1.position }
        guard let first = chunks.first else { return nil }
        return Article(title: first.title, text: chunks.map(\.text).joined(separator: "\n"))
    }

    package func titles(like query: String, limit: Int) async throws -> [String] {
        let found = try await retriever.retrieve(query, by: .bm25, k: Self.passages).passages
        var seen: Set<String> = []
        return Array(found.map(\.title).filter { seen.insert($0).inserted }.prefix(limit))
    }
}
