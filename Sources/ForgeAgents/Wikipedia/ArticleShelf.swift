/// A few articles in memory.
package struct ArticleShelf: ArticleSource {
    package let name: String
    private let articles: [String: Article]

    package init(_ articles: [Article], name: String = "local knowledge base") {
        self.name = name
        self.articles = Dictionary(articles.map { (TitleText.folded($0.title), $0) }) { first, _ in first }
    }

    package func article(titled title: String) -> Article? { articles[TitleText.folded(title)] }

    /// By the words that title and query have in common.
    package func titles(like query: String, limit: Int) -> [String] {
        let words = Set(TitleText.folded(query).split(separator: " "))
        let scored = articles.map { key, article in
            (score: words.intersection(key.split(separator: " ")).count, title: article.title)
        }
        let sorted = scored.filter { $0.score > 0 }.sorted { ($1.score, $0.title) < ($0.score, $1.title) }
        return sorted.prefix(limit).map(\.title)
    }
}

/// Titles as they are compared.
package enum TitleText {
    /// Lower case, letters and digits, single spaces.
    package static func folded(_ title: String) -> String {
        title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }
}
