import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// Two or more experiments side by side, or the choice of them.
struct ComparePage {
    let services: WebServices
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/compare") { request, _ in try await show(CompareQuery(FormValues(query: request))) }
        router.get("/compare/table.tex") { request, _ in
            try await download(CompareQuery(FormValues(query: request)), "comparison.tex") { $0.latex() }
        }
        router.get("/compare/table.md") { request, _ in
            try await download(CompareQuery(FormValues(query: request)), "comparison.md") { $0.markdown() }
        }
    }

    private func show(_ query: CompareQuery) async throws -> Response {
        guard query.ids.count >= 2, !query.isChoosing else { return try await pick(query, notice: nil, status: .ok) }
        do {
            let comparison = try await services.comparisons.compare(query.ids, options: query.options)
            let examples = try await CompareExamples.load(query, comparison, store: services.experiments.store)
            return try page(
                CompareContent(comparison, query: query, examples: examples), "compare", scripts: ["charts.js"])
        } catch let error as any ForgeError where error.kind != .internalFailure {
            let notice = await CompareProblem(store: services.experiments.store).notice(error, ids: query.ids)
            return try await pick(query, notice: notice, status: Problem.status(of: error.kind))
        }
    }

    private func pick(
        _ query: CompareQuery, notice: Notice?, status: HTTPResponse.Status
    ) async throws -> Response {
        let picker = try await ComparePicker.load(query, service: services.experiments, notice: notice)
        return try page(picker, "compare-picker", status: status)
    }

    private func page(
        _ content: some Sendable, _ template: String, scripts: [String] = [], status: HTTPResponse.Status = .ok
    ) throws -> Response {
        try renderer.page(
            Page(title: "Compare", section: .compare, scripts: scripts, content: content), template: template,
            status: status)
    }

    private func download(
        _ query: CompareQuery, _ name: String, _ text: (ComparisonTable) -> String
    ) async throws -> Response {
        let comparison = try await services.comparisons.compare(query.ids, options: query.options)
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text(ComparisonTable(comparison)))))
    }
}
