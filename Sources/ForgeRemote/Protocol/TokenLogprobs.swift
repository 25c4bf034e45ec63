import ForgeCore

/// Reads both forms in which the protocol tells log-probabilities.
enum TokenLogprobs {
    /// - Parameter logprobs: the member `logprobs` of a choice.
    static func read(_ logprobs: JSONValue?) -> [OutputTokenLogprob] {
        if let tokens = logprobs?["content"]?.array { return tokens.compactMap(token) }
        // The form of the older completions: parallel lists.
        guard let texts = logprobs?["tokens"]?.array, let values = logprobs?["token_logprobs"]?.array else { return [] }
        let tops = logprobs?["top_logprobs"]?.array ?? []
        return zip(texts, values).enumerated().compactMap { index, pair in
            guard let text = pair.0.string, let value = pair.1.double else { return nil }
            let top = tops.indices.contains(index) ? tops[index].object ?? [:] : [:]
            let alternatives = top.compactMap { text, value in
                value.double.map { TokenLogprob(token: -1, text: text, logprob: $0) }
            }
            return OutputTokenLogprob(
                chosen: TokenLogprob(token: -1, text: text, logprob: value), alternatives: sorted(alternatives))
        }
    }

    private static func token(_ value: JSONValue) -> OutputTokenLogprob? {
        guard let chosen = single(value) else { return nil }
        return OutputTokenLogprob(
            chosen: chosen, alternatives: sorted((value["top_logprobs"]?.array ?? []).compactMap(single)))
    }

    private static func single(_ value: JSONValue) -> TokenLogprob? {
        guard let text = value["token"]?.string, let logprob = value["logprob"]?.double else { return nil }
        return TokenLogprob(token: value["id"]?.int ?? -1, text: text, logprob: logprob)
    }

    /// Most probable first.
    private static func sorted(_ tokens: [TokenLogprob]) -> [TokenLogprob] {
        tokens.sorted { ($1.logprob, $0.text) < ($0.logprob, $1.text) }
    }
}
