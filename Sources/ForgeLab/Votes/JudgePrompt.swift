package import ForgeCore

/// Asks a model which of two answers is better, in the form of MT-Bench's pairwise judge (Zheng et al. 2023, figure 5):
/// instructions, question, two delimited answers, an explanation first and then a verdict in double brackets.
package enum JudgePrompt {
    package static let version = 1

    private static let instructions = """
        You are an impartial judge. Below are a question and the answers of two assistants, A and B. Decide which answer \
        serves the person who asks better. Look at whether it is correct, helpful, to the point, complete and clear. \
        The order of the answers, their length and the assistants' letters must not matter. First explain your decision \
        in a few sentences. Then write the verdict on a line of its own, and nothing after it: [[A]] if the answer of A \
        is better, [[B]] if that of B is better, [[C]] if they are equally good.
        """

    package static func messages(question: String, first: String, second: String) -> [ChatMessage] {
        let text = """
            [Question]
            \(question)

            [Beginning of the answer of assistant A]
            \(first)
            [End of the answer of assistant A]

            [Beginning of the answer of assistant B]
            \(second)
            [End of the answer of assistant B]
            """
        return [ChatMessage(.system, instructions), ChatMessage(.user, text)]
    }

    /// The same for a model without a chat template.
    package static func text(question: String, first: String, second: String) -> String {
        messages(question: question, first: first, second: second).map(\.content).joined(separator: "\n\n")
            + "\n\n[Explanation and verdict]\n"
    }

    /// The verdict by the order of the prompt: the last one written, because models name others on the way.
    ///
    /// `unreadable` without one. Brackets are wanted: a bare letter would be guessed from prose.
    package static func verdict(of output: String) -> VoteVerdict {
        guard let match = output.matches(of: /\[\[\s*([ABCabc])\s*\]\]/).last else { return .unreadable }
        switch match.output.1.uppercased() {
        case "A": return .left
        case "B": return .right
        default: return .tie
        }
    }
}
