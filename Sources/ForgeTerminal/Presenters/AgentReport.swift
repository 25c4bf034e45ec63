package import ForgeAgents
private import ForgeLab

/// What agents' runs came to as a whole: how they ended, and how often each tool failed.
package struct AgentReport {
    private let traces: [AgentTrace]

    package init(_ traces: [AgentTrace]) { self.traces = traces }

    package func rendered(for terminal: Terminal) -> String {
        var lines = [terminal.colored("Agents", .bold)]
        let endings = AgentStatus.allCases.compactMap { status -> String? in
            let share = AgentEvaluation.share(of: status, in: traces)
            return share.hits > 0 ? "\(status.rawValue) \(share.hits)/\(share.total)" : nil
        }
        let open = traces.count { $0.outcome == nil }
        lines.append(
            "  ended: " + (endings + (open > 0 ? ["not \(open)"] : [])).joined(separator: ", "))
        for tool in AgentEvaluation.failures(traces) {
            lines.append(
                "  \(tool.tool): \(tool.calls == 1 ? "1 call" : "\(tool.calls) calls"), \(tool.failures) without success "
                    + "(\(percent(tool.rate))), \(tool.technicalFailures) for technical reasons")
        }
        let reuse = AgentEvaluation.prefixReuse(traces)
        if reuse.total > 0 { lines.append("  repeated prompt tokens from the cache: \(percent(reuse.value))") }
        return lines.map { terminal.line($0) }.joined(separator: "\n") + "\n"
    }

    private func percent(_ share: Double?) -> String { share.map { "\(Int(($0 * 100).rounded())) %" } ?? "–" }
}
