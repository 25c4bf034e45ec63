package import ForgeLab

/// A pair of answers as a terminal shows it to a voter.
package struct BallotText: Sendable {
    private let item: BlindItem
    private let turn: VoteTurn

    package init(_ item: BlindItem, turn: VoteTurn) {
        self.item = item
        self.turn = turn
    }

    package func rendered(for terminal: Terminal) -> String {
        let rule = terminal.colored(String(repeating: terminal.text("─"), count: min(terminal.width ?? 72, 72)), .dim)
        return [
            rule, terminal.colored("\(turn.done + 1) of \(turn.total)", .dim), terminal.paragraph(item.prompt), "",
            side("1  left", item.left, terminal), "", side("2  right", item.right, terminal), "",
            terminal.colored(
                terminal.paragraph("1/a left · 2/b right · 0/t tie · 9/n neither · s skip · u take back · q stop"), .dim
            ),
        ].joined(separator: "\n")
    }

    private func side(_ title: String, _ answer: String, _ terminal: Terminal) -> String {
        // Line ends of the answer are kept, each line is wrapped.
        let lines = answer.split(separator: "\n", omittingEmptySubsequences: false)
            .map { terminal.paragraph(String($0), indentation: 3) }
        return ([terminal.colored(title, .bold)] + lines).joined(separator: "\n")
    }
}
