import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `GET /metrics`: numbers for Prometheus.
struct MetricsEndpoint: Sendable {
    let services: WebServices
    let requests: RequestMetrics
    private let start = ContinuousClock.now

    init(services: WebServices, requests: RequestMetrics) {
        self.services = services
        self.requests = requests
    }

    static let path = "/metrics"

    var all: [Endpoint] {
        let operation = Operation(
            id: "getMetrics", tag: "Server",
            summary: "Numbers of the server and its runs in Prometheus' text format.",
            answers: [
                .init(status: .ok, summary: "The numbers.", schema: Schema.text(), mediaType: PrometheusText.mediaType)
            ])
        return [Endpoint(.get, Self.path, operation) { _ in await respond() }]
    }

    private func respond() async -> Response {
        var text = PrometheusText()
        addProcess(to: &text)
        addRequests(to: &text)
        addRuns(services.experiments.laboratory.telemetry.counts, to: &text)
        await addStore(to: &text)
        return Response(
            status: .ok, headers: [.contentType: PrometheusText.mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
    }

    private func addProcess(to text: inout PrometheusText) {
        text.add(
            "forge_build_info", .gauge, "The forge that answers; always 1.",
            [(labels: [("version", BuildInfo.version), ("commit", BuildInfo.current.commit ?? "")], value: 1)])
        text.add("forge_uptime_seconds", .gauge, "Since the server began.", (ContinuousClock.now - start).seconds)
        text.add(
            "process_resident_memory_bytes", .gauge, "Memory of the process, mapped models included.",
            ProcessMemory.resident().map(Double.init))
        text.add(
            "forge_live_watchers", .gauge, "Open streams of events.", Double(services.experiments.events.watcherCount))
    }

    private func addRequests(to text: inout PrometheusText) {
        let routes = requests.routes.sorted { ($0.key.path, $0.key.method) < ($1.key.path, $1.key.method) }
        text.add(
            "forge_http_requests_total", .counter, "Requests by route and status.",
            routes.flatMap { route, series in
                series.statuses.sorted { $0.key < $1.key }.map { status, count in
                    (labels: Self.labels(route) + [("status", String(status))], value: Double(count))
                }
            })
        text.add(
            "forge_http_request_duration_seconds", "From a request's head to its answer's head.",
            routes.map { (labels: Self.labels($0.key), value: $0.value.times) })
        text.add("forge_http_requests_open", .gauge, "Requests without an answer yet.", Double(requests.open))
        text.add(
            "forge_http_errors_total", .counter, "Requests that ended with an error, by its kind.",
            Self.counts(requests.failures, label: "kind"))
    }

    private static func labels(_ route: RequestMetrics.Route) -> [(String, String)] {
        [("method", route.method), ("route", route.path)]
    }

    private func addRuns(_ counts: RunCounts, to text: inout PrometheusText) {
        text.add(
            "forge_model_calls_total", .counter, "Model calls that were answered since the start.", Double(counts.calls)
        )
        text.add(
            "forge_model_call_errors_total", .counter, "Model calls that failed since the start, by the error's kind.",
            Self.counts(counts.failedCalls, label: "kind"))
        text.add(
            "forge_model_tokens_total", .counter, "Tokens of model calls since the start.",
            [("input", counts.inputTokens), ("output", counts.outputTokens), ("cached", counts.cachedTokens)]
                .map { (labels: [("type", $0)], value: Double($1)) })
        text.add(
            "forge_model_call_duration_seconds", "From asking a model to its last token.",
            [(labels: [], value: counts.callTimes)])
        text.add(
            "forge_samples_finished_total", .counter, "Samples that were finished since the start, by how.",
            PredictionStatus.allCases.map {
                (labels: [("status", $0.rawValue)], value: Double(counts.samples[$0] ?? 0))
            })
        text.add(
            "forge_runs_ended_total", .counter, "Runs of experiments that ended since the start, by how.",
            [ExperimentStatus.completed, .failed, .stopped].map {
                (labels: [("status", $0.rawValue)], value: Double(counts.experiments[$0] ?? 0))
            })
    }

    /// What the store knows. Without it the rest is told all the same.
    private func addStore(to text: inout PrometheusText) async {
        let facets = try? await services.facets.facets()
        let queue = try? await services.experiments.queue.state()
        text.add("forge_store_up", .gauge, "Whether the database answers.", facets == nil || queue == nil ? 0 : 1)
        if let facets {
            text.add(
                "forge_experiments", .gauge, "Experiments in the store, by status.",
                ExperimentStatus.allCases.map {
                    (labels: [("status", $0.rawValue)], value: Double(facets.statuses[$0.rawValue] ?? 0))
                })
        }
        text.add(
            "forge_queue_waiting", .gauge, "Experiments that wait for their turn.",
            queue.map { Double($0.waiting.count) })
        text.add("forge_queue_running", .gauge, "Experiments that run.", queue.map { Double($0.running.count) })
    }

    private static func counts(
        _ counts: [String: Int], label: String
    ) -> [(labels: [(String, String)], value: Double)] {
        counts.sorted { $0.key < $1.key }.map { (labels: [(label, $0.key)], value: Double($0.value)) }
    }
}
