import ForgeCore
import Foundation
import Testing

@testable import ForgeLab

@Suite struct `Advice for a workload` {
    /// Seconds a question by way of serving, for one method.
    private static func report(
        _ seconds: [(ServingStyle, Double)], share: Double = 0, changed: ServingStyle? = nil
    ) throws -> BenchMatrixReport {
        let names = seconds.map(\.0.rawValue).filter { $0 != "remote" }.joined(separator: ", ")
        let plan = try ConfigFixtures.loader.benchMatrix(
            text: """
                name: bench
                model: smollm2-135m
                dataset: {name: nq-open, n: 20}
                methods: [naive]
                serving: [\(names)]
                """)
        var report = BenchMatrixAnalysis(
            plan: plan,
            experiments: plan.cells.map { cell in
                Experiment(
                    name: cell.config.name, method: "naive", model: "m", dataset: "nq-open", split: "s", seed: 0,
                    total: 20,
                    config: .object([:]), configHash: "", sampleHash: "h")
            }, records: [:], failures: [:]
        ).report()
        for (style, time) in seconds {
            guard let index = report.cells.firstIndex(where: { $0.serving == style.rawValue }) else { continue }
            var figures = [
                CellFigure.secondsPerQuestion: Spread([time]), CellFigure.peakMemory: Spread([Double(1 << 30)]),
            ]
            if style == .cached { figures[SummaryMetric.cachedShare] = Spread([share]) }
            report.cells[index].state = .done
            report.cells[index].measured = .init(
                accuracy: nil, failed: 0, figures: figures.compactMapValues(\.self), latency: nil,
                agreement: style == changed ? worse : nil, isOnFrontier: false)
        }
        return report
    }

    private static let worse = CellAgreement(
        compared: 20, changedOutputs: 9, changedAnswers: 9,
        difference: PairedDifference(
            metric: "contains", unit: "proportion", isBinary: true, isHigherBetter: true, paired: 20, baseline: 0.9,
            other: 0.5, difference: -0.4, pValue: 0.01))

    private func advice(
        _ workload: Workload, _ report: BenchMatrixReport?, memory: MemoryProfile? = nil
    ) throws -> Advice {
        try Advisor(workload, report: report, memory: memory).advise()
    }

    @Test(arguments: [
        (Workload(), ServingStyle.batched), (Workload(reuse: 0.5), .cached), (Workload(device: .server), .remote),
        (Workload(isInteractive: true), .sequential), (Workload(reuse: 0.2, isInteractive: true), .speculative),
    ])
    func `Without a measurement the tree answers and says that it has no figure`(
        _ workload: Workload, _ style: ServingStyle
    ) throws {
        let advice = try advice(workload, nil)
        #expect(advice.style == style)
        #expect(advice.evidence == nil && advice.gains.isEmpty)
        #expect(advice.caveats.contains { $0.contains("Nothing was measured") })
    }

    @Test func `What was measured goes before the tree, with its gain`() throws {
        let report = try Self.report([(.sequential, 2), (.static, 0.9), (.batched, 1), (.cached, 1.1)])
        let advice = try advice(Workload(queries: 100), report)
        #expect(advice.style == .static)
        #expect(
            advice.gains == [
                "100 questions take about 1 min 30 s in the place of 3 min 20 s with Sequential: 2.22 times as fast."
            ])
        #expect(advice.evidence?.seconds == 0.9)
        #expect(advice.reasons.contains { $0.contains("the measurement goes first") })
        #expect(advice.config.first == "engine: {batching: static, batch: 16, prefix_cache: false, speculation: off}")
    }

    @Test func `A way that makes answers worse is not advised`() throws {
        let report = try Self.report([(.sequential, 2), (.batched, 1.5), (.cached, 0.5)], changed: .cached)
        #expect(try advice(Workload(), report).style == .batched)
    }

    @Test func `More shared context than was measured is worth more to the cache`() throws {
        let report = try Self.report([(.sequential, 2), (.batched, 1), (.cached, 1.02)], share: 10)
        #expect(try advice(Workload(), report).style == .batched)
        let more = try Self.report([(.sequential, 2), (.batched, 1), (.cached, 0.9)], share: 20)
        let advised = try advice(Workload(reuse: 0.6), more)
        #expect(advised.style == .cached)
        // A tenth was spared with a fifth of the tokens: three tenths with three fifths.
        #expect(abs((advised.evidence?.seconds ?? 0) - 0.7) < 1e-9)
        #expect(advised.caveats.contains { $0.contains("is an estimate") })
        // Less is worth less.
        #expect(try advice(Workload(reuse: 0), more).evidence?.seconds == 1)
    }

    @Test func `Somebody who waits gets only what was measured one at a time`() throws {
        let report = try Self.report([(.sequential, 2), (.batched, 1)])
        #expect(try advice(Workload(isInteractive: true), report).style == .sequential)
        let batches = try Self.report([(.batched, 1)])
        let unknown = try advice(Workload(isInteractive: true), batches)
        #expect(unknown.evidence == nil)
        #expect(unknown.caveats.contains { $0.contains("one question at a time") })
    }

    @Test func `A server that was not measured gets no figure of the processor`() throws {
        let advised = try advice(Workload(device: .server), try Self.report([(.sequential, 2), (.batched, 1)]))
        #expect(advised.style == .remote && advised.evidence == nil && advised.gains.isEmpty)
    }

    @Test func `Batches that do not fit are not advised`() throws {
        var profile = MemoryProfile(
            name: "bench", model: "m", serving: "batched", contextLength: 64, limit: 1 << 34, limitReason: "test",
            methods: ["naive"], batches: [1, 16], estimates: [])
        for (batch, peak) in [(1, 400 << 20), (16, 900 << 20)] {
            profile.cells.append(
                .init(
                    method: "naive", batch: batch, state: .fits,
                    trial: MemoryTrial(before: 0, peak: peak, device: nil, sequences: batch, questions: batch)))
        }
        let report = try Self.report([(.sequential, 2), (.batched, 1)])
        #expect(try advice(Workload(memory: 1000 << 20), report, memory: profile).style == .batched)
        #expect(try advice(Workload(memory: 500 << 20), report, memory: profile).style == .sequential)
        let none = try advice(Workload(memory: 100 << 20), report, memory: profile)
        #expect(none.evidence == nil)
        #expect(none.caveats.contains { $0.contains("fits") })
    }

    @Test func `A method that was not measured is refused with those that were`() throws {
        let report = try Self.report([(.sequential, 2)])
        #expect(throws: LabError.self) { try Advisor(Workload(method: "rag"), report: report) }
    }
}

@Suite struct `The decision tree's figure` {
    @Test func `Holds every question and leaf once and marks the way`() throws {
        let svg = DecisionTreeFigure(path: [.init(question: .server, answer: true)]).svg(isAlone: true)
        for word in ["graphics", "Sequential", "Guessing", "Cached", "Batched", "Remote server"] {
            #expect(svg.contains(word), "\(word)")
        }
        // A box for each of five questions and six leaves, and the ground.
        #expect(svg.components(separatedBy: "<rect").count - 1 == 12)
        #expect(svg.components(separatedBy: "opacity").count > 5)
        #expect(!svg.contains("style="))
        // It can be read as XML.
        let parser = XMLCheck(svg)
        #expect(parser.isWellFormed)
    }
}

/// Tags that open are closed, in order.
private struct XMLCheck {
    let isWellFormed: Bool

    init(_ text: String) {
        var open: [Substring] = []
        var isFine = true
        for match in text.matches(of: /<(\/?)([a-z]+)[^>]*?(\/?)>/) {
            if !match.3.isEmpty { continue }
            if match.1.isEmpty { open.append(match.2) } else { isFine = isFine && open.popLast() == match.2 }
        }
        isWellFormed = isFine && open.isEmpty
    }
}
