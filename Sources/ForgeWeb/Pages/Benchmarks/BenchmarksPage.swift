import ForgeCore
import ForgeLab
import Hummingbird

/// The list of benchmark matrices, and each of them.
struct BenchmarksPage {
    let shelf: BenchmarkShelf
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get(RouterPath(BenchmarkLink.list)) { _, _ in
            try renderer.page(
                Page(title: "Benchmarks", section: .benchmarks, content: BenchmarksContent(shelf.matrices())),
                template: "benchmarks")
        }
        router.get("\(BenchmarkLink.list)/{name}") { _, context in
            let report = try shelf.matrix(try context.parameter("name"))
            return try renderer.page(
                Page(
                    title: report.name, section: .benchmarks,
                    breadcrumbs: [Breadcrumb("Benchmarks", BenchmarkLink.list), Breadcrumb(report.name)],
                    scripts: ["charts.js"],
                    content: BenchmarkContent(report, memory: try shelf.memory(report.name))),
                template: "benchmark")
        }
    }
}

/// What the list shows.
struct BenchmarksContent: Sendable {
    struct Row: Sendable {
        let name: String
        let path: String
        let about: String
        let questions: String
        let cells: String
        let state: StatusBadge
        /// The greatest speed-up, with where it was.
        let best: String
        let age: Age

        init(_ report: BenchMatrixReport) {
            name = report.name
            path = BenchmarkLink.benchmark(report.name)
            about = "\(report.model) on \(report.dataset)"
            questions = NumberText.count(report.questions)
            cells = "\(report.done) of \(report.wanted)"
            state =
                report.isComplete
                ? StatusBadge(kind: "completed", text: "complete") : StatusBadge(kind: "pending", text: "not complete")
            best = Self.best(report)
            age = Age(report.updatedAt)
        }

        private static func best(_ report: BenchMatrixReport) -> String {
            let cell = report.cells.filter { $0.figure(CellFigure.speedup) != nil }
                .max { $0.median(CellFigure.speedup) ?? 0 < $1.median(CellFigure.speedup) ?? 0 }
            guard let cell, let speedup = cell.median(CellFigure.speedup) else { return "–" }
            return
                "\(NumberText.decimal(speedup, places: 2))× (\(cell.method), \(report.title(ofServing: cell.serving)))"
        }
    }

    let rows: [Row]
    let isEmpty: Bool
    let advice = BenchmarkLink.advice

    init(_ reports: [BenchMatrixReport]) {
        rows = reports.map(Row.init)
        isEmpty = rows.isEmpty
    }
}
