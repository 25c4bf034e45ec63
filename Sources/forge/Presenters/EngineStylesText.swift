import ForgeCore
import ForgeEngines
import ForgeLab
import ForgeTerminal

/// The benchmark's comparisons of the engine with itself.
struct EngineStylesText {
    private let report: EngineBenchmarkReport

    init(_ report: EngineBenchmarkReport) { self.report = report }

    func sections(for terminal: Terminal) -> [String] {
        var sections: [String] = []
        if !report.batching.isEmpty {
            sections.append("Batching at mixed lengths\n" + batching.rendered(for: terminal))
        }
        if !report.speculation.isEmpty {
            sections.append("Guessed tokens (prompt lookup)\n" + speculation.rendered(for: terminal))
        }
        if !report.contexts.isEmpty {
            sections.append("Contexts that come again\n" + contexts.rendered(for: terminal))
        }
        return sections
    }

    private var batching: TextTable {
        var table = TextTable([
            .init("style"), .init("prompts/s", .right), .init("tokens/s", .right), .init("latency p50", .right),
            .init("p95", .right), .init("padding", .right), .init("first is faster", .right),
            .init("other answers", .right),
        ])
        for item in report.batching {
            table.add([
                .init(item.style), .init(NumberText.significant(item.promptsPerSecond)),
                .init(NumberText.significant(item.tokensPerSecond)), .init(NumberText.seconds(item.latencyP50)),
                .init(NumberText.seconds(item.latencyP95)), .init(NumberText.count(item.work.paddingTokens)),
                .init(NumberText.decimal(item.speedRatio, places: 2) + "×"),
                .init("\(item.differing) of \(item.prompts)"),
            ])
        }
        return table
    }

    private var speculation: TextTable {
        var table = TextTable([
            .init("answers"), .init("at once", .right), .init("off tok/s", .right), .init("on tok/s", .right),
            .init("ratio", .right), .init("guessed", .right), .init("right", .right), .init("of output", .right),
            .init("other answers", .right),
        ])
        for item in report.speculation {
            let work = item.with.work
            table.add([
                .init(item.kind), .init("\(item.concurrency)"),
                .init(NumberText.significant(item.without.tokensPerSecond)),
                .init(NumberText.significant(item.with.tokensPerSecond)),
                .init(NumberText.decimal(item.speedup, places: 2)), .init(NumberText.count(work.draftedTokens)),
                .init(NumberText.count(work.acceptedTokens)), .init(NumberText.count(item.with.outputTokens)),
                .init("\(item.without.differing) of \(item.with.prompts)"),
            ])
        }
        return table
    }

    private var contexts: TextTable {
        var table = TextTable([
            .init("kept"), .init("prompts", .right), .init("seconds", .right), .init("first is faster", .right),
            .init("prompt tokens computed", .right), .init("spared", .right), .init("hits", .right),
            .init("saved per hit", .right), .init("other answers", .right),
        ])
        for item in report.contexts {
            let work = item.work
            let spared = Double(work.cachedTokens) / Double(max(1, work.inputTokens))
            table.add([
                .init(item.style), .init("\(item.prompts)"), .init(NumberText.seconds(item.seconds)),
                .init(NumberText.decimal(item.slowdown, places: 2) + "×"),
                .init(NumberText.count(work.computedTokens)), .init(NumberText.percent(spared)),
                .init("\(work.cacheHits) of \(work.calls)"),
                .init(work.savedSecondsPerHit.map(NumberText.seconds) ?? "–"),
                .init("\(item.differing) of \(item.prompts)"),
            ])
        }
        return table
    }
}
