private import ForgeCore

/// The setting of Yao et al. 2023 (ReAct) for HotpotQA: the questions of the dev set in the order of seed 233, the
/// actions search, lookup and finish, at most 7 steps, numbered labels, worked examples before the question.
package enum HotpotProtocol {
    package static let steps = 7
    package static let seed: UInt64 = 233
    /// Sentences that a search shows.
    package static let sentences = 5

    package static var options: ReActOptions {
        var options = ReActOptions()
        options.maxIterations = steps
        options.numbersSteps = true
        options.stepTokens = 100
        // The published setting counts a question without `finish` as wrong.
        options.forcesAnswer = false
        return options
    }

    /// The tools under the names that the paper gives them.
    package static func toolbox(client: WikipediaClient?, local: (any ArticleSource)?) throws -> Toolbox {
        try Toolbox([
            WikipediaTool(client: client, local: local, manner: .sentences(sentences), name: "search"), LookupTool(),
            FinishTool(),
        ])
    }

    /// Indices of the first `count` of `total` questions in the published order.
    package static func order(total: Int, count: Int) -> [Int] {
        var indices = Array(0..<total)
        var generator = PythonRandom(seed: seed)
        generator.shuffle(&indices)
        return Array(indices.prefix(count))
    }

    package static var template: ReActTemplate {
        ReActTemplate(instructions: HotpotExamples.instructions, examples: HotpotExamples.text)
    }
}
