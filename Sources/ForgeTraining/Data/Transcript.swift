package import ForgeCore

/// Conversations as HH-RLHF writes them: `\n\nHuman: …\n\nAssistant: …`.
package enum Transcript {
    private static let marks: [(text: String, role: ChatRole)] = [
        ("\n\nHuman:", .user), ("\n\nAssistant:", .assistant),
    ]

    /// - Throws: `PairProblem.notTranscript`.
    package static func turns(of text: String) throws(PairProblem) -> [ChatMessage] {
        var turns: [ChatMessage] = []
        var rest = Substring(text)
        guard rest.hasPrefix(marks[0].text) || rest.hasPrefix(marks[1].text) else { throw .notTranscript }
        while let mark = marks.first(where: { rest.hasPrefix($0.text) }) {
            rest = rest.dropFirst(mark.text.count)
            let end = marks.compactMap { rest.firstRange(of: $0.text)?.lowerBound }.min() ?? rest.endIndex
            turns.append(ChatMessage(mark.role, trimmed(rest[..<end])))
            rest = rest[end...]
        }
        guard turns[0].role == .user else { throw .notTranscript }
        return turns
    }

    /// The text of a prompt up to where the assistant's answer begins.
    package static func text(of turns: [ChatMessage]) -> String {
        turns.map { "\n\n\(name($0.role)): \($0.content)" }.joined() + "\n\nAssistant:"
    }

    private static func name(_ role: ChatRole) -> String { role == .assistant ? "Assistant" : "Human" }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }
}
