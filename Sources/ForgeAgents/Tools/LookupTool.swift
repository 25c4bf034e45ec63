private import ForgeCore

/// `lookup(term)`: the next sentence with the term on the page that was opened last, like a browser's search
/// (Yao et al. 2023, ReAct, section 3.1).
package struct LookupTool: Tool {
    package static let name = "lookup"

    package let spec = ToolSpec(
        name: Self.name, aliases: ["find", "look_up"],
        summary: "shows the next sentence that contains a term, on the page found last",
        parameters: [ToolParameter("term", .string, "a word or words of the page")], advances: true)

    package init() {}

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        guard var page = context.page else {
            return .failure(.notPossible, "No page is open. Search for one first.")
        }
        let term = arguments.string("term").lowercased()
        let sentences = SentenceSplitter.split(page.text).filter { $0.lowercased().contains(term) }
        if page.term != term { (page.term, page.shown) = (term, 0) }
        defer { context.page = page }
        guard page.shown < sentences.count else {
            return sentences.isEmpty
                ? .failure(.notFound, "`\(page.title)` does not mention this term.")
                : .failure(.notFound, "No more results.")
        }
        page.shown += 1
        return .success("(Result \(page.shown) / \(sentences.count)) \(sentences[page.shown - 1])")
    }
}
