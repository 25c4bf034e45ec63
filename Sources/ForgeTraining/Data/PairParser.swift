import ForgeCore

/// Reads a row in any of the formats: HH-RLHF transcripts, `{prompt, chosen, rejected}` texts, TRL's messages with or
/// without a prompt.
package enum PairParser {
    package static func pair(fromLine line: some StringProtocol) -> Result<PreferencePair, PairProblem> {
        guard let row = try? JSONValue(parsing: String(line)) else { return .failure(.notJSON) }
        do throws(PairProblem) {
            return .success(try pair(from: row))
        } catch {
            return .failure(error)
        }
    }

    private static func pair(from row: JSONValue) throws(PairProblem) -> PreferencePair {
        guard let chosen = row["chosen"], let rejected = row["rejected"] else { throw .unknownFields }
        if let pair = own(row) { return try checked(pair) }
        if let chosen = messages(chosen), let rejected = messages(rejected) {
            let prompt = messages(row["prompt"]) ?? []
            return try checked(try split(prompt + chosen, prompt + rejected))
        }
        guard let chosen = chosen.string, let rejected = rejected.string else { throw .unknownFields }
        if let prompt = row["prompt"]?.string {
            return try checked(
                PreferencePair(prompt: [ChatMessage(.user, prompt)], chosen: chosen, rejected: rejected, isText: true))
        }
        if chosen == rejected { throw .sameAnswers }
        return try checked(try split(Transcript.turns(of: chosen), Transcript.turns(of: rejected)))
    }

    /// A row of a saved split.
    private static func own(_ row: JSONValue) -> PreferencePair? {
        guard let isText = row["isText"]?.bool, let prompt = messages(row["prompt"]),
            let chosen = row["chosen"]?.string, let rejected = row["rejected"]?.string
        else { return nil }
        return PreferencePair(prompt: prompt, chosen: chosen, rejected: rejected, isText: isText)
    }

    /// The longest common prefix of turns is the prompt; one answer of each must be left.
    private static func split(_ chosen: [ChatMessage], _ rejected: [ChatMessage]) throws(PairProblem) -> PreferencePair
    {
        if chosen == rejected { throw .sameAnswers }
        let common = zip(chosen, rejected).prefix { $0 == $1 }.count
        guard common > 0, chosen[common - 1].role == .user else { throw .noPrompt }
        guard chosen.count == common + 1, rejected.count == common + 1, chosen[common].role == .assistant,
            rejected[common].role == .assistant
        else { throw .severalTurns }
        return PreferencePair(
            prompt: Array(chosen[..<common]), chosen: chosen[common].content, rejected: rejected[common].content)
    }

    private static func checked(_ pair: PreferencePair) throws(PairProblem) -> PreferencePair {
        if pair.chosen == pair.rejected { throw .sameAnswers }
        guard !pair.chosen.allSatisfy(\.isWhitespace), !pair.rejected.allSatisfy(\.isWhitespace) else {
            throw .emptyAnswer
        }
        guard let last = pair.prompt.last, last.role == .user, !last.content.isEmpty else { throw .noPrompt }
        return pair
    }

    private static func messages(_ value: JSONValue?) -> [ChatMessage]? {
        guard let items = value?.array, !items.isEmpty else { return nil }
        var messages: [ChatMessage] = []
        for item in items {
            guard let role = item["role"]?.string.flatMap(ChatRole.init(rawValue:)),
                let content = item["content"]?.string
            else { return nil }
            messages.append(ChatMessage(role, content))
        }
        return messages
    }
}
