import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `/api/v1/compare`: two or more experiments on the same questions.
struct CompareEndpoint {
    let service: ExperimentService
    let comparisons: ComparisonShelf

    var all: [Endpoint] { [compare] }

    private var compare: Endpoint {
        let operation = Operation(
            id: "compareExperiments", tag: "Comparison",
            summary: "How completed experiments on the same questions differ, and whether that is more than luck.",
            parameters: Self.choice + Self.form,
            answers: [
                .init(status: .ok, summary: "The comparison.", schema: Schema.ref("Comparison")),
                .init(status: .ok, summary: "Its table.", schema: Schema.string, mediaType: TableFormat.markdown.type),
                .init(status: .ok, summary: "Its table.", schema: Schema.string, mediaType: TableFormat.latex.type),
            ], problems: [.notFound, .conflict])
        return Endpoint(.get, "/api/v1/compare", operation) { [comparisons] call in
            let query = call.query
            let comparison = try await comparisons.compare(query.list("ids"), options: Self.options(query))
            if let format: TableFormat = query.choice("table") { return format.response(comparison) }
            return try Response.json(query.bool("flips") == false ? comparison.withoutFlips : comparison)
        }
    }

    /// What is compared, and how: also of the comparison's charts.
    static let choice: [Operation.Parameter] = [
        .init(
            "ids", "Two to twenty ids, separated by commas.", schema: Schema.array(Schema.id, 2...20),
            isRequired: true),
        .init(
            "baseline", "One of the ids, which all others are compared with; all pairs when absent.", schema: Schema.id),
        .init("metric", "The metric that decides; the first that all have when absent."),
        .init("alpha", "Level of significance.", schema: Schema.number(0.0001...0.5, default: 0.05)),
    ]

    private static let form: [Operation.Parameter] = [
        .init("flips", "Whether the positions in the four cells are listed.", schema: Schema.boolean(default: true)),
        .init("table", "The table alone, as text for papers.", schema: Schema.choice(of: TableFormat.self)),
    ]

    /// - Throws: a problem for a baseline that is not compared.
    static func options(_ query: QueryValues) throws -> ComparisonOptions {
        ComparisonOptions(
            metric: query.text("metric"), baseline: try baseline(query), alpha: query.double("alpha") ?? 0.05)
    }

    private static func baseline(_ query: QueryValues) throws -> String? {
        guard let baseline = query.text("baseline") else { return nil }
        guard query.list("ids").contains(baseline) else {
            throw Problem.invalid([
                .init(field: "baseline", message: "is not one of `ids`.", remedy: "Choose one of the experiments.")
            ])
        }
        return baseline
    }
}

/// How the table of a comparison is written.
private enum TableFormat: String, CaseIterable {
    case markdown, latex

    var type: String {
        switch self {
        case .markdown: "text/markdown; charset=utf-8"
        case .latex: "application/x-tex"
        }
    }

    func response(_ comparison: Comparison) -> Response {
        let table = ComparisonTable(comparison)
        let text = self == .markdown ? table.markdown() : table.latex()
        return Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension Comparison {
    fileprivate var withoutFlips: Comparison {
        var comparison = self
        for index in comparison.pairs.indices { comparison.pairs[index].flips = nil }
        return comparison
    }
}
