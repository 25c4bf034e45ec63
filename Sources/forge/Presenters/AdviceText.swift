import ForgeLab
import ForgeTerminal

/// Advice for the terminal.
struct AdviceText {
    private let advice: Advice

    init(_ advice: Advice) { self.advice = advice }

    func text(for terminal: Terminal) -> String {
        let way = advice.path.map { "\($0.question.text) \($0.answer ? "yes" : "no")" }
        return [
            terminal.colored(terminal.text(advice.headline), .bold),
            section("Gain", advice.gains, terminal), section("Why", advice.reasons, terminal),
            section("Not known", advice.caveats, terminal),
            section("By the decision tree", way, terminal),
            section("In a config", advice.config, terminal),
        ].compactMap(\.self).joined(separator: "\n\n")
    }

    private func section(_ title: String, _ lines: [String], _ terminal: Terminal) -> String? {
        guard !lines.isEmpty else { return nil }
        return ([title] + lines.map { terminal.paragraph($0, indentation: 2) }).joined(separator: "\n")
    }
}
