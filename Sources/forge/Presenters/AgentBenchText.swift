import ForgeLab
import ForgeTerminal

/// The benchmark of agents as text.
struct AgentBenchText {
    private let report: AgentBenchmarkReport

    init(_ report: AgentBenchmarkReport) { self.report = report }

    func text(for terminal: Terminal) -> String {
        [heading, speeds.rendered(for: terminal), verdicts, reuse.rendered(for: terminal)].joined(
            separator: "\n\n")
    }

    private var heading: String {
        let form = report.isConstrained ? ", steps by a grammar" : ""
        return
            "\(report.model), \(report.agents) agents at once on \(report.questions) questions\(form): "
            + "\(NumberText.count(report.calls)) calls of the model, \(NumberText.count(report.toolCalls)) of tools, "
            + "\(NumberText.count(report.inputTokens)) tokens in and \(NumberText.count(report.outputTokens)) out, "
            + "medians of \(report.repeats)"
    }

    private var speeds: TextTable {
        var table = TextTable([.init(""), .init("tokens/s", .right), .init("from cache", .right)])
        for (name, speed, cached) in [
            ("agents", report.agentTokensPerSecond, report.cachedTokens),
            ("their calls alone", report.replayTokensPerSecond, report.replayCachedTokens),
        ] {
            table.add([
                .init(name), .init(NumberText.significant(speed)), .init(NumberText.count(cached)),
            ])
        }
        return table
    }

    private var verdicts: String {
        let spread = [report.ratios.min(), report.ratios.max()].map {
            $0.map { NumberText.decimal($0, places: 2) } ?? "–"
        }
        var lines = [
            "\(sign(report.meetsRatio)) ratio \(NumberText.decimal(report.ratio, places: 3)) "
                + "(\(spread[0]) to \(spread[1]); the goal is \(NumberText.decimal(AgentBenchmarkReport.ratioGoal, places: 2)))",
            "\(sign(report.meetsReuse)) \(report.reuse.map(NumberText.percent) ?? "none") of the prompt tokens that steps "
                + "repeat came from the cache (the goal is \(NumberText.percent(AgentBenchmarkReport.reuseGoal)))",
        ]
        if report.differingOutputs > 0 {
            let calls = report.differingOutputs == 1 ? "1 call" : "\(report.differingOutputs) calls"
            lines.append("✗ \(calls) had another output when replayed: the ratio compares unlike work")
        }
        return lines.joined(separator: "\n")
    }

    private func sign(_ isMet: Bool) -> String { isMet ? "✓" : "✗" }

    private var reuse: TextTable {
        var table = TextTable([
            .init("step", .right), .init("repeated tokens", .right), .init("from cache", .right),
            .init("share", .right),
        ])
        for item in report.reuseBySteps {
            table.add([
                .init("\(item.step)"), .init(NumberText.count(item.repeated)),
                .init(NumberText.count(item.cached)),
                .init(NumberText.percent(item.share)),
            ])
        }
        return table
    }
}
