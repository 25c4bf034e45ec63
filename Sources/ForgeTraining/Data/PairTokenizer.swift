import ForgeCore
package import ForgeEngines

/// Turns pairs into tokens, as TRL's DPO trainer does.
package struct PairTokenizer: ~Copyable {
    private let model: TextModel
    private let style: DataConfig.Style
    private let maxLength: Int

    /// - Throws: `TrainingError` `data.no-template` when the style needs a template that the model lacks.
    package init(_ model: consuming TextModel, style: DataConfig.Style, maxLength: Int) throws {
        guard style == .plain || model.hasTemplate else {
            throw TrainingError(
                .invalidInput, "data.no-template", "The base model has no chat template.",
                remedy: "Set data.style to plain, or use an instruction-tuned model.")
        }
        self.model = model
        self.style = style
        self.maxLength = maxLength
    }

    /// A pair's tokens; completions longer than what the maximal length leaves are cut at their end.
    ///
    /// The completion begins where the tokens of prompt and of prompt and answer part.
    /// - Throws: `EngineError` `template.…`; `PairProblem.promptTooLong` or `.sameAnswers` (after the cut).
    package func tokens(of pair: PreferencePair) throws -> TrainingPair {
        let (prompt, answers) = try texts(of: pair)
        let promptTokens = try model.tokens(ofRendered: prompt)
        var whole = try answers.map { try model.tokens(ofRendered: $0.text) + $0.end }
        let common = whole.map { tokens in zip(tokens, promptTokens).prefix { $0 == $1 }.count }.min() ?? 0
        guard common > 0 else { throw PairProblem.noPrompt }
        guard common < maxLength else { throw PairProblem.promptTooLong }
        whole = whole.map { Array($0.prefix(maxLength)[common...]) }
        guard !whole[0].isEmpty, !whole[1].isEmpty else { throw PairProblem.emptyAnswer }
        guard whole[0] != whole[1] else { throw PairProblem.sameAnswers }
        return TrainingPair(prompt: Array(promptTokens[..<common]), chosen: whole[0], rejected: whole[1])
    }

    package func text(of tokens: [Int32]) -> String { model.text(of: tokens) }

    private func texts(of pair: PreferencePair) throws -> (prompt: String, answers: [(text: String, end: [Int32])]) {
        let answers = [pair.chosen, pair.rejected]
        switch style {
        case .chat:
            return (
                try model.render(pair.prompt, opensReply: true),
                try answers.map {
                    (try model.render(pair.prompt + [ChatMessage(.assistant, $0)], opensReply: false), [])
                }
            )
        case .plain:
            let prompt = pair.plainPrompt
            return (prompt, answers.map { (prompt + pair.plainAnswer($0), [model.end]) })
        }
    }
}
