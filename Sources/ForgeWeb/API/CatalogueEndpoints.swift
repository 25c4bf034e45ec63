import ForgeCatalogue
import ForgeCore
import ForgeLab
import Hummingbird

/// `/api/v1/models`, `/api/v1/encoders`, `/api/v1/datasets` and their downloads.
struct CatalogueEndpoints {
    let services: WebServices

    var all: [Endpoint] {
        [models, model, pullModel, encoders, pullEncoder, datasets, dataset, samples, pullDataset, pulls]
    }

    private var models: Endpoint {
        Endpoint(
            .get, "/api/v1/models",
            Self.operation("listModels", "The models of the catalogue.", Schema.ref("Models"))
        ) { _ in try Response.json(Items(services.models.list().map(\.summary))) }
    }

    private var model: Endpoint {
        Endpoint(
            .get, "/api/v1/models/{name}",
            Self.operation("getModel", "One model.", Schema.ref("Model"), parameters: [.model])
        ) { call in try Response.json(try services.models.info(call.path["name"]).summary) }
    }

    private var pullModel: Endpoint {
        let operation = Operation(
            id: "pullModel", tag: "Catalogue", summary: "Download a model; `/api/v1/pulls` tells how far it is.",
            parameters: [.model], answers: [.init(status: .accepted, summary: "It began.", schema: Schema.ref("Pull"))],
            problems: [.conflict])
        return Endpoint(.post, "/api/v1/models/{name}/pull", operation, needs: .admin) { call in
            try Response.json(try await services.pulls.start(model: call.path["name"]), status: .accepted)
        }
    }

    private var encoders: Endpoint {
        Endpoint(
            .get, "/api/v1/encoders",
            Self.operation(
                "listEncoders", "The embedders, rerankers and NLI models of the catalogue.",
                Schema.ref("CatalogueEncoders"))
        ) { _ in try Response.json(Items(services.knowledge.encoders.list().map(\.summary))) }
    }

    private var pullEncoder: Endpoint {
        let operation = Operation(
            id: "pullEncoder", tag: "Catalogue", summary: "Download an encoder; `/api/v1/pulls` tells how far it is.",
            parameters: [.encoder],
            answers: [.init(status: .accepted, summary: "It began.", schema: Schema.ref("Pull"))],
            problems: [.conflict])
        return Endpoint(.post, "/api/v1/encoders/{name}/pull", operation, needs: .admin) { call in
            try Response.json(try await services.pulls.start(encoder: call.path["name"]), status: .accepted)
        }
    }

    private var datasets: Endpoint {
        Endpoint(
            .get, "/api/v1/datasets",
            Self.operation("listDatasets", "The data sets of the catalogue.", Schema.ref("Datasets"))
        ) { _ in try Response.json(Items(services.datasets.list().map(\.summary))) }
    }

    private var dataset: Endpoint {
        Endpoint(
            .get, "/api/v1/datasets/{name}",
            Self.operation("getDataset", "One data set.", Schema.ref("Dataset"), parameters: [.dataset])
        ) { call in try Response.json(try services.datasets.info(call.path["name"]).summary) }
    }

    private var samples: Endpoint {
        let parameters: [Operation.Parameter] = [
            .dataset, .init("split", "The default one when absent.", schema: Schema.text(0...200)),
            .init("text", "Part of the question or an answer, or the record's id."), .offset,
            .limit(100, default: 20),
        ]
        return Endpoint(
            .get, "/api/v1/datasets/{name}/samples",
            Self.operation(
                "listDatasetSamples", "A page of a split's records.", Schema.ref("SamplePage"), parameters: parameters)
        ) { call in
            let query = call.query
            let page = try await services.samples.page(
                of: call.path["name"], split: query.text("split"), text: query.text("text"),
                offset: query.int("offset") ?? 0, limit: query.int("limit") ?? 20)
            return try Response.json(SampleItems(page))
        }
    }

    private struct DatasetPull: Decodable {
        var split: String?
    }

    private var pullDataset: Endpoint {
        let operation = Operation(
            id: "pullDataset", tag: "Catalogue", summary: "Download a split; `/api/v1/pulls` tells how far it is.",
            parameters: [.dataset], body: Schema.ref("DatasetPull"), isBodyRequired: false,
            answers: [.init(status: .accepted, summary: "It began.", schema: Schema.ref("Pull"))],
            problems: [.conflict])
        return Endpoint(.post, "/api/v1/datasets/{name}/pull", operation, needs: .admin) { call in
            let input: DatasetPull = try await call.body()
            let state = try await services.pulls.start(dataset: call.path["name"], split: input.split)
            return try Response.json(state, status: .accepted)
        }
    }

    private var pulls: Endpoint {
        Endpoint(
            .get, "/api/v1/pulls",
            Self.operation("listPulls", "Downloads since the server's start.", Schema.ref("Pulls"))
        ) { _ in try Response.json(Items(await services.pulls.states)) }
    }

    private static func operation(
        _ id: String, _ summary: String, _ schema: JSONValue, parameters: [Operation.Parameter] = []
    ) -> Operation {
        Operation(
            id: id, tag: "Catalogue", summary: summary, parameters: parameters,
            answers: [.init(status: .ok, summary: summary, schema: schema)])
    }
}
