import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning
import HTTPTypes
import Hummingbird

/// `/api/v1/trainings`: list, start, stop, continue, look into, download, delete.
struct TrainingEndpoints {
    let service: TrainingService

    static let path = "/api/v1/trainings"
    static let tag = "Trainings"

    var all: [Endpoint] { [list, start, get, delete, resume, stop, records, pairs, chart, file, uses, tradeOff] }

    private var list: Endpoint {
        Endpoint(
            .get, Self.path, Self.reading("listTrainings", "All trainings, the latest first.", Schema.ref("Trainings"))
        ) { [service] _ in try Response.json(Items(await service.list())) }
    }

    private struct Wish: Decodable {
        var config: String
        var beside: Bool?
    }

    private var start: Endpoint {
        let operation = Operation(
            id: "startTraining", tag: Self.tag,
            summary:
                "Begin a training as a config says, one at a time; `training` events tell how far it is. The config "
                + "names a model of the catalogue and a file of FORGE_HOME/pairs, never a path.",
            body: Schema.ref("NewTraining"),
            answers: [.init(status: .created, summary: "It began.", schema: Schema.ref("Training"))],
            problems: [.conflict])
        return Endpoint(.post, Self.path, operation) { [service] call in
            let wish: Wish = try await call.body()
            let made = try await service.start(wish.config, beside: wish.beside ?? false)
            var response = try Response.json(made, status: .created)
            response.headers[.location] = "\(Self.path)/\(made.name)"
            return response
        }
    }

    private var get: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{name}",
            Self.reading("getTraining", "One training.", Schema.ref("Training"), parameters: [.training])
        ) { [service] call in try Response.json(try await service.get(call.path["name"])) }
    }

    private var delete: Endpoint {
        let operation = Operation(
            id: "deleteTraining", tag: Self.tag,
            summary: "Erase a training with its checkpoints and adapter; nothing brings it back.",
            parameters: [.training], answers: [.init(status: .noContent, summary: "It is gone.")],
            problems: [.conflict])
        return Endpoint(.delete, "\(Self.path)/{name}", operation) { [service] call in
            try await service.delete(call.path["name"])
            return Response(status: .noContent)
        }
    }

    private struct Going: Decodable {
        var beside: Bool?
    }

    private var resume: Endpoint {
        let operation = Operation(
            id: "continueTraining", tag: Self.tag,
            summary: "Go on from the newest checkpoint; the weights are those of a training that was not interrupted.",
            parameters: [.training], body: Schema.ref("ContinueOptions"), isBodyRequired: false,
            answers: [.init(status: .accepted, summary: "It goes on.", schema: Schema.ref("Training"))],
            problems: [.conflict])
        return Endpoint(.post, "\(Self.path)/{name}/continue", operation) { [service] call in
            let wish: Going = try await call.body()
            return try Response.json(
                try await service.resume(call.path["name"], beside: wish.beside ?? false), status: .accepted)
        }
    }

    private var stop: Endpoint {
        let operation = Operation(
            id: "stopTraining", tag: Self.tag,
            summary: "End a training of this server after the pairs in hand; a checkpoint keeps its steps.",
            parameters: [.training],
            answers: [.init(status: .accepted, summary: "It was told to.", schema: Schema.ref("Training"))],
            problems: [.conflict])
        return Endpoint(.post, "\(Self.path)/{name}/stop", operation) { [service] call in
            try Response.json(try await service.stop(call.path["name"]), status: .accepted)
        }
    }

    private var records: Endpoint {
        let parameters: [Operation.Parameter] = [
            .training, .init("after", "Only later steps.", schema: Schema.integer(0...1_000_000_000)),
        ]
        return Endpoint(
            .get, "\(Self.path)/{name}/records",
            Self.reading(
                "listTrainingRecords", "What was logged of every step and validation, under TRL's names.",
                Schema.ref("TrainingRecords"), parameters: parameters)
        ) { [service] call in
            let folder = try service.library.existing(call.path["name"])
            let after = call.query.int("after") ?? -1
            return try Response.json(Items(folder.records().filter { $0.step > after }))
        }
    }

    private var pairs: Endpoint {
        let parameters: [Operation.Parameter] = [
            .training,
            .init("part", "Which part.", schema: Schema.choice(PairSplit.partNames, default: PairSplit.partNames[0])),
            .offset, .limit(100, default: TrainingService.pageSize),
        ]
        return Endpoint(
            .get, "\(Self.path)/{name}/pairs",
            Self.reading(
                "listTrainingPairs", "A page of the pairs of a part, as they were drawn, with the words that differ.",
                Schema.ref("PairPage"), parameters: parameters)
        ) { [service] call in
            let query = call.query
            return try Response.json(
                try await service.review(
                    training: call.path["name"], part: query.text("part") ?? PairSplit.partNames[0],
                    offset: query.int("offset") ?? 0, limit: query.int("limit") ?? TrainingService.pageSize))
        }
    }

    private var chart: Endpoint {
        let names = TrainingCharts.Curve.allCases.map(\.rawValue)
        return Endpoint(
            .get, "\(Self.path)/{name}/charts/{chart}",
            Operation(
                id: "getTrainingChart", tag: "Charts", summary: "A chart of one training.",
                parameters: [
                    .training, .init("chart", in: .path, "Which chart.", schema: ChartEndpoints.words(names)),
                ],
                answers: [.init(status: .ok, summary: "The chart.", schema: ChartEndpoints.schema)],
                problems: [.notFound, .conflict])
        ) { [service] call in
            let folder = try service.library.existing(call.path["name"])
            return try Response.json(try TrainingCharts.chart(call.path["chart"], of: folder))
        }
    }

    private var file: Endpoint {
        let operation = Operation(
            id: "getTrainingFile", tag: Self.tag, summary: "A file of a training: adapter, model card, metrics, pairs.",
            parameters: [
                .training,
                .init("file", in: .path, "Which file.", schema: Schema.choice(TrainingFile.allCases.map(\.rawValue))),
            ],
            answers: Set(TrainingFile.allCases.map(\.mediaType)).sorted().map {
                .init(
                    status: .ok, summary: "The file.",
                    schema: $0 == "application/json" ? Schema.anyObject : Schema.string, mediaType: $0)
            })
        return Endpoint(.get, "\(Self.path)/{name}/files/{file}", operation) { [service] call in
            guard let file = TrainingFile(rawValue: call.path["file"]) else { return Response(status: .notFound) }
            let name = call.path["name"]
            let data = try service.content(of: file, of: name)
            return Response(
                status: .ok,
                headers: [
                    .contentType: file.mediaType,
                    .contentDisposition:
                        "attachment; filename=\"\(FileName.safe(name, fallback: "training"))-\(file.rawValue)\"",
                ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
        }
    }

    private struct Use: Encodable {
        var id: String
        var name: String
        var dataset: String
        var method: String
        var status: ExperimentStatus
        var result: MetricResult?

        init(_ use: TrainingUse) {
            (id, name) = (use.experiment.id, use.experiment.name)
            (dataset, method) = (use.experiment.dataset, use.experiment.method)
            (status, result) = (use.experiment.status, use.result)
        }
    }

    private var uses: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{name}/experiments",
            Self.reading(
                "listTrainingExperiments", "The experiments that used the training's adapter, the newest first.",
                Schema.ref("TrainingUses"), parameters: [.training])
        ) { [service] call in
            let training = try await service.get(call.path["name"])
            return try Response.json(Items(try await service.uses(of: training).map(Use.init)))
        }
    }

    private var tradeOff: Endpoint {
        Endpoint(
            .get, "/api/v1/training-charts/trade-off",
            Operation(
                id: "getTradeOffChart", tag: "Charts",
                summary: "Held-out reward accuracy of adapters against their exact match on TriviaQA.",
                answers: [.init(status: .ok, summary: "The chart.", schema: ChartEndpoints.schema)],
                problems: [.conflict])
        ) { [service] _ in try Response.json(try await service.tradeOff()) }
    }

    static func reading(
        _ id: String, _ summary: String, _ schema: JSONValue, parameters: [Operation.Parameter] = []
    ) -> Operation {
        Operation(
            id: id, tag: tag, summary: summary, parameters: parameters,
            answers: [.init(status: .ok, summary: summary, schema: schema)])
    }
}
