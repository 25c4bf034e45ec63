import ForgeEngines
import ForgeLab
import ForgeTerminal

/// The engine benchmark as tables.
struct EngineBenchText {
    private let report: EngineBenchmarkReport

    init(_ report: EngineBenchmarkReport) { self.report = report }

    func text(for terminal: Terminal) -> String {
        let tables = [
            report.throughput.isEmpty ? nil : throughput, report.contention.isEmpty ? nil : contention,
        ]
        return
            ([heading] + tables.compactMap { $0?.rendered(for: terminal) } + prefix
            + EngineStylesText(report).sections(for: terminal))
            .joined(separator: "\n\n")
    }

    private var heading: String {
        "\(report.model) (\(report.weightFormat)), \(report.threads) threads, medians of \(report.repeats)\n\(report.build)"
    }

    private var throughput: TextTable {
        var table = TextTable([
            .init("concurrency", .right), .init("prompts", .right), .init("output tokens", .right),
            .init("engine tok/s", .right), .init("bare loop tok/s", .right), .init("ratio", .right),
        ])
        for item in report.throughput {
            table.add([
                .init("\(item.concurrency)"), .init("\(item.prompts)"), .init("\(item.outputTokens)"),
                .init(NumberText.significant(item.engine)), .init(NumberText.significant(item.raw)),
                .init(NumberText.decimal(item.ratio, places: 3)),
            ])
        }
        return table
    }

    private var prefix: [String] {
        guard let prefix = report.prefix else { return [] }
        return [
            "Few-shot, \(prefix.prompts) prompts: \(NumberText.seconds(prefix.withSharing)) with shared prefixes "
                + "(\(prefix.cachedTokens) of \(prefix.inputTokens) input tokens spared), "
                + "\(NumberText.seconds(prefix.withoutSharing)) without: \(NumberText.decimal(prefix.speedup, places: 2)) "
                + "times as fast"
        ]
    }

    private var contention: TextTable {
        var table = TextTable([
            .init("concurrency", .right), .init("busy threads", .right), .init("alone tok/s", .right),
            .init("beside them tok/s", .right), .init("share", .right), .init("fair share", .right),
        ])
        for item in report.contention {
            table.add([
                .init("\(item.concurrency)"), .init("\(item.busyThreads)"), .init(NumberText.significant(item.idle)),
                .init(NumberText.significant(item.contended)), .init(NumberText.decimal(item.share, places: 2)),
                .init(NumberText.decimal(item.fairShare, places: 2)),
            ])
        }
        return table
    }
}
