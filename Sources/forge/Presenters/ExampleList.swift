import ForgeCore
import ForgeTerminal

/// Questions of an experiment with what the model made of them.
struct ExampleList {
    var experiment: Experiment
    var query: PredictionQuery
    var store: any ExperimentStore

    func print(json: Bool) async throws {
        let page = try await store.predictions(of: experiment.id, query)
        if json { return Swift.print(try JSON.text(page, pretty: true)) }
        let terminal = Terminal.of(descriptor: 1)
        for prediction in page.items { Swift.print(text(prediction, terminal) + "\n") }
        Swift.print("\(page.items.count) of \(page.total) questions")
    }

    private func text(_ prediction: Prediction, _ terminal: Terminal) -> String {
        var lines = [
            terminal.paragraph("#\(prediction.index) \(terminal.line(prediction.question))"),
            terminal.paragraph(
                "gold:   \(terminal.line(prediction.golds.prefix(5).joined(separator: " | ")))", indentation: 2),
            terminal.paragraph("answer: \(terminal.line(prediction.answer ?? "(none)"))", indentation: 2),
            terminal.paragraph("output: \(terminal.line(String(prediction.output.prefix(1500))))", indentation: 2),
        ]
        if let error = prediction.error { lines.append(terminal.paragraph("error: \(error)", indentation: 2)) }
        let flags = prediction.flags.isEmpty ? "" : " · \(prediction.flags.map(\.rawValue).joined(separator: ", "))"
        let scores = prediction.scores.sorted { $0.key < $1.key }.map { score($0.key, $0.value, terminal) }
        lines.append("  " + scores.joined(separator: "  ") + " · found by \(prediction.answerSource.rawValue)\(flags)")
        return lines.joined(separator: "\n")
    }

    private func score(_ name: String, _ value: Double, _ terminal: Terminal) -> String {
        let mark = value == 1 ? terminal.colored("✓", .green) : value == 0 ? terminal.colored("✗", .red) : "·"
        return terminal.text("\(mark) \(name) \(NumberLabel.of(value))")
    }
}

enum NumberLabel {
    /// 1, 0, or three decimals.
    static func of(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\((value * 1000).rounded() / 1000)"
    }
}
