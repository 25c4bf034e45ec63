private import ForgeCore

/// `wikipedia_search(query)`: the beginning of the page that a query names, or of the best one that a search finds.
///
/// When Wikipedia cannot be asked, a local source answers by title. The observation says which one it was.
package struct WikipediaTool: Tool {
    package enum Manner: Sendable, Hashable {
        /// The first paragraph of the page with that title, else of the first page found.
        case firstParagraph
        /// Of the page with exactly that title the first sentences, else similar titles (ReAct paper).
        case sentences(Int)
    }

    package let spec: ToolSpec
    private let client: WikipediaClient?
    private let local: (any ArticleSource)?
    private let manner: Manner

    /// - Parameters:
    ///   - client: nil for the local source only.
    ///   - local: what answers when Wikipedia does not.
    package init(
        client: WikipediaClient?, local: (any ArticleSource)? = nil, manner: Manner = .firstParagraph,
        name: String = "wikipedia_search"
    ) {
        self.client = client
        self.local = local
        self.manner = manner
        spec = ToolSpec(
            name: name, aliases: ["wikipedia_search", "wikipedia", "search", "wiki"].filter { $0 != name },
            summary: "finds the Wikipedia page about a person, place or thing and shows how it begins",
            parameters: [ToolParameter("query", .string, "a name or topic")])
    }

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        let query = arguments.string("query")
        guard query.count <= 200, !query.contains("|") else {
            return .failure(.invalidArguments, "The query is not a name or topic: write a few words.")
        }
        do {
            guard let client else { return try await offline(query, reason: nil, context: &context) }
            do {
                return try await online(query, client: client, context: &context)
            } catch let failure as WikipediaClient.Failure {
                if local == nil { return .failure(failure.kind, "Wikipedia did not answer: \(failure.message).") }
                return try await offline(query, reason: failure, context: &context)
            }
        } catch is CancellationError {
            return .failure(.cancelled, "The call was cancelled.")
        } catch {
            return .failure(.unavailable, "The local knowledge base did not answer: \(error)")
        }
    }

    // MARK: Wikipedia

    private func online(_ query: String, client: WikipediaClient, context: inout ToolContext) async throws
        -> ToolResult
    {
        var (page, isCached) = try await client.page(titled: query)
        var similar: [String] = []
        if page.isMissing || page.text.isEmpty {
            let (titles, areCached) = try await client.titles(for: query)
            similar = titles
            isCached = isCached && areCached
            if manner == .firstParagraph, let best = titles.first {
                let found = try await client.page(titled: best)
                (page, isCached) = (found.page, isCached && found.isCached)
                similar.removeFirst()
            }
        }
        let host = client.settings.host
        let source = isCached ? "cache of \(host)" : host
        if page.isMissing || page.text.isEmpty { return missing(query, similar: similar, source: source) }
        if page.isDisambiguation { return choices(of: page, source: source) }
        return opened(
            page.article, redirectedFrom: page.redirectedFrom, similar: similar, source: source, context: &context)
    }

    private func choices(of page: WikiPage, source: String) -> ToolResult {
        let choices = page.choices.prefix(8).joined(separator: "; ")
        return .success(labelled(source, "\(page.title) can mean: \(choices). Search for one of them."), source: source)
    }

    // MARK: Local

    private func offline(
        _ query: String, reason: WikipediaClient.Failure?, context: inout ToolContext
    ) async throws -> ToolResult {
        guard let local else { return .failure(.unavailable, "There is nothing to search.") }
        let source = local.name
        if let article = try await local.article(titled: query) {
            return opened(article, redirectedFrom: nil, similar: [], source: source, context: &context)
        }
        var titles = try await local.titles(like: query, limit: 5)
        if manner == .firstParagraph, let best = titles.first, let article = try await local.article(titled: best) {
            titles.removeFirst()
            return opened(article, redirectedFrom: nil, similar: titles, source: source, context: &context)
        }
        return missing(query, similar: titles, source: source)
    }

    // MARK: Observations

    private func opened(
        _ article: Article, redirectedFrom: String?, similar: [String], source: String, context: inout ToolContext
    ) -> ToolResult {
        context.page = OpenPage(title: article.title, text: article.text)
        switch manner {
        case .sentences(let count):
            let prose = article.text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("=") }
            let sentences = SentenceSplitter.split(prose.prefix(50).joined(separator: "\n")).prefix(count)
            return .success(sentences.joined(separator: " "), source: source)
        case .firstParagraph:
            var text = "\(article.title): \(article.firstParagraph)"
            if let redirectedFrom { text = "(\(redirectedFrom) leads to this page) " + text }
            if !similar.isEmpty { text += "\nOther pages: \(similar.prefix(4).joined(separator: "; "))" }
            return .success(labelled(source, text), source: source)
        }
    }

    private func missing(_ query: String, similar: [String], source: String) -> ToolResult {
        var text = "Could not find \(query)."
        if !similar.isEmpty { text += " Similar: \(similar.prefix(5).joined(separator: "; "))." }
        return .failure(.notFound, labelled(source, text), source: source)
    }

    /// The paper's protocol has no sources in its observations; the trace has them in both.
    private func labelled(_ source: String, _ text: String) -> String {
        manner == .firstParagraph ? "[\(source)] \(text)" : text
    }
}
