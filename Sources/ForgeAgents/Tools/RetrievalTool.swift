package import ForgeCore

/// `retrieval(query, k)`: passages of a knowledge base.
package struct RetrievalTool: Tool {
    package let spec: ToolSpec
    private let retriever: any Retriever
    private let method: RetrievalMethod

    package init(retriever: any Retriever, method: RetrievalMethod = .hybrid, passages: Int = 3) {
        self.retriever = retriever
        self.method = method
        spec = ToolSpec(
            name: "retrieval", aliases: ["retrieve", "search_passages", "knowledge_base"],
            summary: "finds passages of the knowledge base about a query",
            parameters: [
                ToolParameter("query", .string, "what to look for"),
                ToolParameter("k", .integer, "how many passages", default: .integer(passages), range: 1...10),
            ])
    }

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        let source = "knowledge base \(retriever.info.knowledgeBase)"
        do {
            let found = try await retriever.retrieve(
                arguments.string("query"), by: method, k: arguments.int("k") ?? 3
            ).passages
            guard let first = found.first else {
                return .failure(.notFound, "No passage was found for this query.", source: source)
            }
            let text = found.enumerated().map { "[\($0 + 1)] \($1.title): \($1.text)" }.joined(separator: "\n")
            // Lookups go through all that was found.
            context.page = OpenPage(title: first.title, text: found.map(\.text).joined(separator: "\n"))
            return .success(text, source: source)
        } catch is CancellationError {
            return .failure(.cancelled, "The call was cancelled.", source: source)
        } catch {
            let reason = (error as? any ForgeError)?.message ?? "\(error)"
            return .failure(.unavailable, "The knowledge base cannot be searched: \(reason)", source: source)
        }
    }
}
