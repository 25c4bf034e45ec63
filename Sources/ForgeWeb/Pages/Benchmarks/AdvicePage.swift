import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// The form that describes a workload, and the advice for it.
struct AdvicePage {
    let shelf: BenchmarkShelf
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get(RouterPath(BenchmarkLink.advice)) { request, _ in
            let values = FormValues(query: request)
            let reports = shelf.matrices()
            do {
                let advice = try shelf.advice(
                    for: AdviceForm.workload(values), by: values["benchmark"], among: reports)
                return try page(values, reports, advice: advice)
            } catch let error as any ForgeError where [.invalidInput, .notFound].contains(error.kind) {
                return try page(values, reports, failure: Notice(error), status: Problem.status(of: error.kind))
            }
        }
    }

    private func page(
        _ values: FormValues, _ reports: [BenchMatrixReport], advice: Advice? = nil, failure: Notice? = nil,
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try renderer.page(
            Page(
                title: "Advice", section: .benchmarks,
                breadcrumbs: [Breadcrumb("Benchmarks", BenchmarkLink.list), Breadcrumb("Advice")],
                content: AdviceContent(
                    form: AdviceForm(values, reports: reports), advice: advice.map(AdviceView.init),
                    failure: failure)), template: "advise", status: status)
    }
}

struct AdviceContent: Sendable {
    let form: AdviceForm
    let advice: AdviceView?
    let failure: Notice?
}

/// The fields of a workload.
struct AdviceForm: Sendable {
    let path = BenchmarkLink.advice
    let benchmark: ChoiceField
    let method: ChoiceField
    let queries: FormField
    let reuse: FormField
    let memory: FormField
    let device: ChoiceField
    let isInteractive: Bool

    init(_ values: FormValues, reports: [BenchMatrixReport]) {
        let chosen = values["benchmark"] ?? ""
        benchmark = ChoiceField(
            "benchmark", label: "Benchmark",
            options: [Choice("", "The latest", selected: chosen)]
                + reports.map { Choice($0.name, selected: chosen) })
        let methods = Set(
            (reports.first { $0.name == chosen }.map { [$0] } ?? reports).flatMap { $0.methods.map(\.label) })
        let wanted = values["method"] ?? ""
        method = ChoiceField(
            "method", label: "Method",
            options: [Choice("", "Its first", selected: wanted)] + methods.sorted().map { Choice($0, selected: wanted) }
        )
        queries = FormField(
            "queries", label: "Questions", value: values["queries"] ?? "1000", help: "How many are to be answered.")
        reuse = FormField(
            "reuse", label: "Shared context, %", value: values["reuse"] ?? "",
            help: "Prompt tokens that prompts before began with. Empty: as measured.")
        memory = FormField(
            "memory", label: "Memory, MiB", value: values["memory"] ?? "", help: "What it may take. Empty: no bound.")
        device = ChoiceField(
            "device", label: "Computed by",
            options: [
                Choice("cpu", "This machine's processor", selected: values["device"] ?? "cpu"),
                Choice("server", "A server with a graphics card", selected: values["device"]),
            ])
        isInteractive = values["interactive"] != nil
    }

    /// - Throws: invalid input that names the field.
    static func workload(_ values: FormValues) throws -> Workload {
        let device = values["device"] ?? Workload.Device.cpu.rawValue
        guard let device = Workload.Device(rawValue: device) else {
            throw wrong("device", device, "Choose one of the list.")
        }
        return Workload(
            queries: try number("queries", values, 1...1_000_000_000).map { Int($0) } ?? 1000,
            reuse: try number("reuse", values, 0...100).map { $0 / 100 },
            memory: try number("memory", values, 1...16_777_216).map { Int($0) << 20 }, device: device,
            isInteractive: values["interactive"] != nil, method: values["method"])
    }

    private static func number(
        _ name: String, _ values: FormValues, _ range: ClosedRange<Double>
    ) throws -> Double? {
        guard let text = values[name] else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw wrong(
                name, text,
                "Give \(name) as a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
        }
        return number
    }

    private static func wrong(_ name: String, _ text: String, _ remedy: String) -> LabError {
        LabError(
            .invalidInput, "advice.invalid", "`\(text.prefix(40))` cannot be the value of \(name).", remedy: remedy)
    }
}

/// Advice as its template reads it.
struct AdviceView: Sendable {
    let headline: String
    let isMeasured: Bool
    let reasons: [String]
    let gains: [String]
    let hasGains: Bool
    let caveats: [String]
    let hasCaveats: Bool
    let config: String
    let hasConfig: Bool
    /// The tree with the way taken, as SVG that is made here.
    let figure: String
    let evidence: String?
    let evidencePath: String?

    init(_ advice: Advice) {
        headline = advice.headline
        isMeasured = advice.evidence != nil
        reasons = advice.reasons
        gains = advice.gains
        hasGains = !gains.isEmpty
        caveats = advice.caveats
        hasCaveats = !caveats.isEmpty
        config = advice.config.joined(separator: "\n")
        hasConfig = !config.isEmpty
        figure = DecisionTreeFigure(path: advice.path).svg(isAlone: false)
        evidence = advice.evidence?.benchmark
        evidencePath = advice.evidence.map { BenchmarkLink.benchmark($0.benchmark) }
    }
}
