package import ForgeCore
private import ForgeLab

/// What was looked up for a question, as text: every step with its time and scores, and what the model saw of it.
package struct LookupText {
    private let trace: RetrievalTrace

    package init(_ trace: RetrievalTrace) { self.trace = trace }

    package func rendered(for terminal: Terminal) -> String {
        var lines = [terminal.colored("Retrieval", .bold) + terminal.line("  \(about)")]
        lines += trace.steps.flatMap(step).map { terminal.line($0) }
        lines.append("  passages" + (trace.passages.isEmpty ? "  nothing was found" : ""))
        lines += trace.passages.indices.map { terminal.line(passage($0)) }
        return lines.joined(separator: "\n")
    }

    private var about: String {
        "\(trace.method.rawValue) in \(trace.knowledgeBase), \(trace.shown.count) of \(trace.passages.count) passages "
            + "shown to the model (k = \(trace.k)), \(NumberText.count(trace.contextTokens)) of "
            + "\(NumberText.count(trace.contextBudget)) tokens"
    }

    private func step(_ step: RetrievalStep) -> [String] {
        ["  \(step.name)  \(NumberText.seconds(step.seconds))"]
            + step.hits.enumerated().map { rank, hit in
                "    \(rank + 1). \(score(hit.score))  \(hit.title)  (chunk \(hit.chunk))"
            }
    }

    private func passage(_ position: Int) -> String {
        let passage = trace.passages[position]
        let place = [passage.title.isEmpty ? passage.document : passage.title, passage.section ?? ""]
        let name = place.filter { !$0.isEmpty }.joined(separator: " › ")
        let state = trace.dropped.contains(position) ? "  not shown: it did not fit" : ""
        return "    \(position + 1). \(score(passage.score))  \(name)  (chunk \(passage.chunk))\(state)"
    }

    private func score(_ value: Double) -> String { NumberText.decimal(value, places: 4) }
}
