import ForgeCore
import ForgeLab
import ForgeRemote
import ForgeTerminal

/// The figures of a serving benchmark as tables.
struct ServingBenchText {
    private let report: ServingReport

    init(_ report: ServingReport) { self.report = report }

    func text(for terminal: Terminal) -> String {
        ([heading, counts, times.rendered(for: terminal)] + failures).joined(separator: "\n\n")
    }

    private var heading: String {
        let server = report.engine.server.map { "\($0.kind.rawValue) at \($0.address)" } ?? report.engine.engine
        let rate = report.rate.map { "\(NumberText.significant($0)) requests/s" } ?? "all at once"
        return
            "\(report.engine.model), \(server) (\(report.engine.build))\n\(rate), at most \(report.maxConcurrency) at a time"
    }

    private var counts: String {
        let metrics = report.metrics
        var lines = [
            "\(metrics.completed) requests answered, \(metrics.failed) failed, in \(NumberText.seconds(metrics.duration))",
            "\(NumberText.significant(metrics.requestThroughput)) requests/s, "
                + "\(NumberText.significant(metrics.outputThroughput)) output tokens/s, "
                + "\(NumberText.significant(metrics.totalThroughput)) tokens/s in and out",
        ]
        if let goodput = metrics.goodput { lines.append("goodput \(NumberText.significant(goodput)) requests/s") }
        return lines.joined(separator: "\n")
    }

    private var times: TextTable {
        var table = TextTable([
            .init("milliseconds"), .init("mean", .right), .init("p50", .right), .init("p90", .right),
            .init("p95", .right), .init("p99", .right),
        ])
        let metrics = report.metrics
        let kinds = [
            ("first token (TTFT)", metrics.ttft), ("per further token (TPOT)", metrics.tpot),
            ("between pieces (ITL)", metrics.itl), ("whole answer (E2EL)", metrics.e2el),
        ]
        for (name, times) in kinds {
            let values = times.map { [$0.mean, $0.median, $0.p90, $0.p95, $0.p99] } ?? []
            let cells = values.isEmpty ? [String](repeating: "–", count: 5) : values.map { NumberText.significant($0) }
            table.add([.init(name)] + cells.map { .init($0) })
        }
        return table
    }

    private var failures: [String] {
        let errors = Set(report.requests.compactMap(\.error)).sorted().prefix(3)
        return errors.isEmpty ? [] : ["Failures:\n" + errors.joined(separator: "\n")]
    }
}
