import ForgeCore
import ForgeLab
import Hummingbird

/// `/api/v1/benchmarks` and `/api/v1/advice`: what was measured of methods and ways of serving, and what follows from it.
struct BenchmarkEndpoints {
    let shelf: BenchmarkShelf

    static let path = "/api/v1/benchmarks"
    private static let tag = "Benchmarks"

    var all: [Endpoint] { [list, get, memory, chart, advice] }

    private var list: Endpoint {
        let operation = Operation(
            id: "listBenchmarks", tag: Self.tag, summary: "All benchmark matrices, the latest first.",
            answers: [.init(status: .ok, summary: "The benchmarks.", schema: Schema.ref("Benchmarks"))])
        return Endpoint(.get, Self.path, operation) { [shelf] _ in
            try Response.json(Items(shelf.matrices().map(BenchmarkSummary.init)))
        }
    }

    private var get: Endpoint {
        let operation = Operation(
            id: "getBenchmark", tag: Self.tag,
            summary: "A benchmark's document: every method in every way of serving, with intervals.",
            parameters: [.benchmark],
            answers: [.init(status: .ok, summary: "The document.", schema: Schema.ref("Benchmark"))])
        return Endpoint(.get, "\(Self.path)/{name}", operation) { [shelf] call in
            try Response.json(try shelf.matrix(call.path["name"]))
        }
    }

    private var memory: Endpoint {
        let operation = Operation(
            id: "getMemoryProfile", tag: Self.tag,
            summary: "Peak memory by method and batch size, with the largest batch that fits.",
            parameters: [.benchmark],
            answers: [.init(status: .ok, summary: "The profile.", schema: Schema.ref("MemoryProfile"))])
        return Endpoint(.get, "\(Self.path)/{name}/memory", operation) { [shelf] call in
            let name = call.path["name"]
            guard let profile = try shelf.memory(name) else {
                throw LabError(
                    .notFound, "benchmark.no-memory", "The memory of this benchmark was not measured.",
                    remedy: "`forge bench memory` measures it.")
            }
            return try Response.json(profile)
        }
    }

    private var chart: Endpoint {
        let operation = Operation(
            id: "getBenchmarkChart", tag: Self.tag, summary: "A chart of a benchmark.",
            parameters: [
                .benchmark,
                .init(
                    "chart", in: .path, "Which chart.",
                    schema: ChartEndpoints.words(BenchmarkCharts.allCases.map(\.rawValue))),
            ], answers: [.init(status: .ok, summary: "The chart.", schema: ChartEndpoints.schema)],
            problems: [.conflict])
        return Endpoint(.get, "\(Self.path)/{name}/charts/{chart}", operation) { [shelf] call in
            let report = try shelf.matrix(call.path["name"])
            return try Response.json(
                try BenchmarkCharts.chart(call.path["chart"], of: report, memory: try shelf.memory(report.name)))
        }
    }

    private var advice: Endpoint {
        let operation = Operation(
            id: "getAdvice", tag: Self.tag,
            summary: "How a workload is served best, by what was measured on this machine.",
            parameters: [
                .init("benchmark", "The benchmark to go by; the latest when absent.", schema: Schema.text(1...60)),
                .init("method", "Label of a method in it; its first when absent.", schema: Schema.text(1...60)),
                .init(
                    "queries", "Questions to be answered.", schema: Schema.integer(1...1_000_000_000, default: 1000)),
                .init(
                    "reuse", "Share of prompt tokens that prompts before them began with; as measured when absent.",
                    schema: Schema.number(0...1)),
                .init("memory", "MiB that it may take.", schema: Schema.integer(1...16_777_216)),
                .init(
                    "device", "What is to compute.", schema: Schema.choice(of: Workload.Device.self, default: .cpu)),
                .init(
                    "interactive", "Whether somebody waits for each answer.", schema: Schema.boolean(default: false)),
            ], answers: [.init(status: .ok, summary: "The advice.", schema: Schema.ref("Advice"))],
            problems: [.notFound])
        return Endpoint(.get, "/api/v1/advice", operation) { [shelf] call in
            let query = call.query
            let workload = Workload(
                queries: query.int("queries") ?? 1000, reuse: query.double("reuse"),
                memory: query.int("memory").map { $0 << 20 }, device: query.choice("device") ?? .cpu,
                isInteractive: query.bool("interactive") ?? false, method: query.text("method"))
            return try Response.json(try shelf.advice(for: workload, by: query.text("benchmark")))
        }
    }
}

/// A benchmark as a list shows it.
struct BenchmarkSummary: Encodable, Sendable {
    var name: String
    var model: String
    var dataset: String
    var questions: Int
    var methods: [String]
    var servings: [String]
    /// Cells that are measured, and that are to be.
    var done: Int
    var wanted: Int
    var updatedAt: String

    init(_ report: BenchMatrixReport) {
        name = report.name
        model = report.model
        dataset = report.dataset
        questions = report.questions
        methods = report.methods.map(\.label)
        servings = report.servings.map(\.label)
        done = report.done
        wanted = report.wanted
        updatedAt = Timestamp.text(of: report.updatedAt)
    }
}
