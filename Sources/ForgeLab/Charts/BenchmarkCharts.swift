import ForgeCore

/// The charts of a benchmark matrix, by the names that addresses use.
package enum BenchmarkCharts: String, Sendable, CaseIterable {
    /// Accuracy against mean latency, and against compute time.
    case latency, cost
    /// Speed-up of every cell.
    case speedup
    /// Peak memory by method and batch size.
    case memory

    /// - Throws: not found for an unknown name, conflict when there is nothing to draw yet.
    package static func chart(_ name: String, of report: BenchMatrixReport, memory: MemoryProfile?) throws -> Chart {
        guard let kind = BenchmarkCharts(rawValue: name) else {
            throw LabError(
                .notFound, "chart.unknown", "There is no chart \"\(name.clipped(to: 60))\".",
                remedy: "Choose one of \(allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let chart: Chart? =
            switch kind {
            case .latency: frontier(report, cost: SummaryMetric.latencyMean, title: "mean latency")
            case .cost: frontier(report, cost: CellFigure.secondsPerQuestion, title: "compute time per question")
            case .speedup: speedup(report)
            case .memory: memory.flatMap(peaks)
            }
        guard let chart else {
            throw LabError(
                .conflict, "chart.empty", "There is nothing to draw yet.",
                remedy: kind == .memory
                    ? "Measure it with `forge bench memory`." : "Wait for the first cells of the benchmark.")
        }
        return chart
    }

    private static func frontier(_ report: BenchMatrixReport, cost: String, title: String) -> Chart? {
        let points = report.cells.compactMap { cell -> FrontierPlot.Point? in
            guard let accuracy = cell.measured?.accuracy, let quality = accuracy.value, let spread = cell.figure(cost)
            else { return nil }
            let isLatency = cost == SummaryMetric.latencyMean
            let range = spread.values.count > 1 ? Interval(low: spread.low, high: spread.high) : nil
            return .init(
                shape: cell.method, color: report.title(ofServing: cell.serving), cost: spread.median,
                costRange: isLatency ? cell.measured?.latency : range, quality: quality,
                qualityRange: accuracy.range,
                costText: isLatency ? BenchMatrixTables.latency(cell) : NumberText.seconds(spread.median),
                qualityText: ResultText.withInterval(accuracy))
        }
        guard !points.isEmpty else { return nil }
        let quality = report.metric ?? "accuracy"
        let plot = FrontierPlot(
            points: points, cost: "\(title) (s)", quality: quality,
            isProportion: report.cells.lazy.compactMap { $0.measured?.accuracy?.unit }.first == "proportion")
        let front = plot.frontier.map { "\(points[$0].shape), \(points[$0].color)" }
        return Chart(
            title: "\(quality) against \(title)",
            description: "Upper left is better. On the frontier (dashed): \(front.joined(separator: "; ")).",
            table: Chart.Table(
                header: ["method", "serving", "\(quality) [95 %]", title],
                rows: points.map { [$0.shape, $0.color, $0.qualityText, $0.costText] }),
            spec: plot.spec(), series: Set(points.map(\.color)).count)
    }

    private static func speedup(_ report: BenchMatrixReport) -> Chart? {
        let cells = report.cells.filter { $0.figure(CellFigure.speedup) != nil }
        guard let best = cells.max(by: { speedup($0) < speedup($1) }) else { return nil }
        let map = HeatMap(
            cells: report.cells.map { cell in
                .init(
                    row: cell.method, column: report.title(ofServing: cell.serving),
                    value: cell.median(CellFigure.speedup),
                    text: cell.measured == nil
                        ? BenchMatrixTables.state(of: cell)
                        : BenchMatrixTables.speedup(cell.median(CellFigure.speedup).flatMap { Spread([$0]) }))
            }, horizontal: "serving", meaning: "speed-up")
        let table = BenchMatrixTables(report).speedups
        return Chart(
            title: table.title,
            description: "Questions per second over those of the same method with "
                + "\(report.title(ofServing: report.baseline)). Most: \(best.method), "
                + "\(report.title(ofServing: best.serving)) with \(NumberText.decimal(speedup(best), places: 2)) times as many.",
            table: Chart.Table(header: table.columns.map(\.title), rows: table.rows), spec: map.spec())
    }

    private static func speedup(_ cell: BenchMatrixCell) -> Double { cell.median(CellFigure.speedup) ?? 0 }

    private static func peaks(_ profile: MemoryProfile) -> Chart? {
        guard !profile.cells.isEmpty else { return nil }
        let table = MemoryTables(profile).peaks
        let cells = profile.methods.flatMap { method in
            profile.batches.map { batch in
                let cell = profile.cell(method, batch)
                let peak = cell?.trial?.peak
                let text = cell?.refusal ?? peak.map(NumberText.bytes) ?? ""
                return HeatMap.Cell(row: method, column: "\(batch)", value: peak.map { Double($0) / 1e6 }, text: text)
            }
        }
        return Chart(
            title: "Peak memory by questions at a time",
            description: "Resident memory of a process of its own for each cell, way of serving: \(profile.serving). "
                + (MemoryTables(profile).estimateSentence ?? ""),
            table: Chart.Table(header: table.columns.map(\.title), rows: table.rows),
            spec: HeatMap(cells: cells, horizontal: "questions at a time", meaning: "peak memory").spec())
    }
}
