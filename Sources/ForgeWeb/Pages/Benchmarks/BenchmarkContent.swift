import ForgeCore
import ForgeLab

/// What the page of one matrix shows.
struct BenchmarkContent: Sendable {
    struct ChartLink: Sendable {
        let title: String
        let path: String
    }

    let name: String
    let about: String
    let summary: String?
    let agreement: String
    /// Nil when all cells are measured.
    let progress: String?
    let warnings: [String]
    /// Cells that failed or were left out, with the reason.
    let notes: [String]
    let hasNotes: Bool
    let hasMeasured: Bool
    let speedups: TableView
    let speed: TableView
    let answers: TableView
    let frontier: TableView
    let speedupChart: ChartLink
    let frontierCharts: [ChartLink]
    let memory: MemoryView?
    let config: String
    let circumstances: String
    let download: String
    let advice: String

    struct MemoryView: Sendable {
        let chart: ChartLink
        let peaks: TableView
        let largest: TableView
        let estimate: String?
        let download: String
    }

    init(_ report: BenchMatrixReport, memory profile: MemoryProfile?) {
        let tables = BenchMatrixTables(report)
        name = report.name
        summary = report.summary
        about =
            "\(report.model) on \(report.dataset) \(report.split), \(NumberText.count(report.questions)) questions, "
            + "batches of \(report.batch), \(report.repeats == 1 ? "measured once" : "\(report.repeats) repeats")"
        agreement = report.agreementSentence
        progress =
            report.isComplete
            ? nil
            : "\(report.done) of \(report.wanted) cells are measured. While it runs, load the page again for more; after an "
                + "interruption the same command goes on."
        warnings = report.warnings
        notes = report.cells.compactMap { cell in
            cell.reason.map {
                "\(cell.method), \(report.title(ofServing: cell.serving)) – \(BenchMatrixTables.state(of: cell)): \($0)"
            }
        }
        hasNotes = !notes.isEmpty
        hasMeasured = report.cells.contains { $0.measured != nil }
        speedups = TableView(tables.speedups)
        speed = TableView(
            tables.speed, paths: report.cells.map { $0.experiments.first.map(PageLink.experiment) })
        answers = TableView(tables.answers)
        frontier = TableView(tables.frontier)
        let charts = "\(BenchmarkLink.document(report.name))/charts"
        speedupChart = ChartLink(title: "Speed-up", path: "\(charts)/speedup")
        frontierCharts = [
            ChartLink(title: "Accuracy against latency", path: "\(charts)/latency"),
            ChartLink(title: "Accuracy against compute time", path: "\(charts)/cost"),
        ]
        memory = profile.map { profile in
            let tables = MemoryTables(profile)
            return MemoryView(
                chart: ChartLink(title: "Peak memory", path: "\(charts)/memory"), peaks: TableView(tables.peaks),
                largest: TableView(tables.largest), estimate: tables.estimateSentence,
                download: "\(BenchmarkLink.document(report.name))/memory")
        }
        config = "configs/\(report.name).yaml"
        circumstances =
            "\(report.host.cpu), \(report.host.cores) cores, \(NumberText.bytes(report.host.memory)); "
            + "\(report.engine ?? "no engine in this process"); LLM Forge \(report.forge.version)"
        download = BenchmarkLink.document(report.name)
        advice = BenchmarkLink.advice(by: report.name)
    }
}
