import ForgeCore
import ForgeLab
import Hummingbird

/// Charts as Vega-Lite specifications with their text alternatives.
struct ChartEndpoints {
    let services: WebServices

    var all: [Endpoint] { [ofExperiment, ofComparison] }

    private var charts: ExperimentCharts { ExperimentCharts(service: services.experiments) }

    static let schema: JSONValue = [
        "type": "object", "required": ["title", "description", "table", "spec", "themes"],
        "properties": [
            "title": ["type": "string"], "description": ["type": "string"],
            "table": [
                "type": "object", "required": ["header", "rows"],
                "properties": [
                    "header": ["type": "array", "items": ["type": "string"]],
                    "rows": ["type": "array", "items": ["type": "array", "items": ["type": "string"]]],
                ],
            ],
            "spec": ["type": "object", "description": "Vega-Lite without config"],
            "themes": ["type": "object", "description": "config for light and dark pages"],
        ],
    ]

    private var ofExperiment: Endpoint {
        let names = ExperimentCharts.Single.allCases.map(\.rawValue)
        return Endpoint(
            .get, "/api/v1/experiments/{id}/charts/{chart}",
            Operation(
                id: "getExperimentChart", tag: "Charts", summary: "A chart of one experiment.",
                parameters: [
                    .experiment,
                    .init("chart", in: .path, "Which chart.", schema: Self.words(names)),
                ],
                answers: [.init(status: .ok, summary: "The chart.", schema: Self.schema)],
                problems: [.notFound, .conflict])
        ) { [charts] call in
            try Response.json(try await charts.chart(call.path["chart"], of: call.id))
        }
    }

    private var ofComparison: Endpoint {
        let names = ExperimentCharts.Compared.allCases.map(\.rawValue)
        return Endpoint(
            .get, "/api/v1/compare/charts/{chart}",
            Operation(
                id: "getComparisonChart", tag: "Charts", summary: "A chart of a comparison.",
                parameters: [.init("chart", in: .path, "Which chart.", schema: Self.words(names))]
                    + CompareEndpoint.choice,
                answers: [.init(status: .ok, summary: "The chart.", schema: Self.schema)],
                problems: [.notFound, .conflict])
        ) { [charts, services] call in
            let comparison = try await services.comparisons.compare(
                call.query.list("ids"), options: CompareEndpoint.options(call.query))
            return try Response.json(try await charts.chart(call.path["chart"], of: comparison))
        }
    }

    static func words(_ names: [String]) -> JSONValue {
        ["type": "string", "enum": .array(names.map(JSONValue.string))]
    }
}
