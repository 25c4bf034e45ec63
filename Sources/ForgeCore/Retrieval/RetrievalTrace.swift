/// What a method looked up for one sample: kept under `retrieval` in the prediction's trace.
package struct RetrievalTrace: Sendable, Codable, Hashable {
    package static let key = "retrieval"

    package var knowledgeBase: String
    package var query: String
    package var method: RetrievalMethod
    /// Passages asked for; fewer are found when there are no more.
    package var k: Int
    /// All that were found, best first.
    package var passages: [RetrievedPassage]
    /// Positions in `passages` of those that did not fit into the prompt.
    package var dropped: [Int]
    /// Tokens of the passages shown, and how many there might be, in the answering model's own tokens.
    package var contextTokens: Int
    package var contextBudget: Int
    package var steps: [RetrievalStep]

    package init(
        knowledgeBase: String, retrieval: Retrieval, k: Int, dropped: [Int], contextTokens: Int, contextBudget: Int
    ) {
        self.knowledgeBase = knowledgeBase
        query = retrieval.query
        method = retrieval.method
        self.k = k
        passages = retrieval.passages
        self.dropped = dropped
        self.contextTokens = contextTokens
        self.contextBudget = contextBudget
        steps = retrieval.steps
    }

    /// Positions in `passages` of those that the model saw.
    package var shown: [Int] { passages.indices.filter { !dropped.contains($0) } }

    /// Of a stored prediction; nil for a method that looks nothing up.
    package init?(trace: JSONValue) {
        guard let value = trace[Self.key], let found = try? JSON.decode(Self.self, from: JSON.data(value)) else {
            return nil
        }
        self = found
    }
}
