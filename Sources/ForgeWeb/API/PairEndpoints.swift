import ForgeCore
import ForgeTuning
import HTTPTypes
import Hummingbird

/// `/api/v1/pairs` and `/api/v1/pair-marks`: files of preference pairs, and which pairs people marked as bad.
struct PairEndpoints {
    let service: TrainingService

    private static let path = "/api/v1/pairs"
    private static let marks = "/api/v1/pair-marks"

    var all: [Endpoint] { [list, review, chart, marked, mark, unmark] }

    private var list: Endpoint {
        Endpoint(
            .get, Self.path,
            TrainingEndpoints.reading(
                "listPairFiles", "The files of pairs that configs may name.", Schema.ref("PairFiles"))
        ) { [service] _ in try Response.json(Items(service.shelf.files())) }
    }

    private var review: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{file}",
            TrainingEndpoints.reading(
                "listPairs", "A page of a file's pairs in an order drawn by chance, with the words that differ.",
                Schema.ref("PairPage"),
                parameters: [.pairFile, .offset, .limit(100, default: TrainingService.pageSize)])
        ) { [service] call in
            try Response.json(
                try await service.review(
                    file: call.path["file"], offset: call.query.int("offset") ?? 0,
                    limit: call.query.int("limit") ?? TrainingService.pageSize))
        }
    }

    private var chart: Endpoint {
        Endpoint(
            .get, "\(Self.path)/{file}/charts/lengths",
            Operation(
                id: "getPairChart", tag: "Charts", summary: "How long prompts and answers of a file are.",
                parameters: [.pairFile],
                answers: [.init(status: .ok, summary: "The chart.", schema: ChartEndpoints.schema)])
        ) { [service] call in try Response.json(try await service.lengthsChart(of: call.path["file"])) }
    }

    private var marked: Endpoint {
        Endpoint(
            .get, Self.marks,
            TrainingEndpoints.reading(
                "listPairMarks", "The pairs that are marked as bad; trainings leave them out.", Schema.ref("PairMarks"))
        ) { [service] _ in try Response.json(Items(try service.marks.all())) }
    }

    private static let id = Operation.Parameter(
        "id", in: .path, "The pair's hash.", schema: Schema.text(1...100))

    private struct Mark: Decodable {
        var note: String?
    }

    private var mark: Endpoint {
        let operation = Operation(
            id: "markPair", tag: TrainingEndpoints.tag, summary: "Mark a pair as bad.", parameters: [Self.id],
            body: Schema.ref("PairMarkOptions"), isBodyRequired: false,
            answers: [.init(status: .ok, summary: "All marks.", schema: Schema.ref("PairMarks"))])
        return Endpoint(.put, "\(Self.marks)/{id}", operation) { [service] call in
            let input: Mark = try await call.body()
            return try Response.json(Items(try service.marks.set(call.path["id"], isBad: true, note: input.note)))
        }
    }

    private var unmark: Endpoint {
        let operation = Operation(
            id: "unmarkPair", tag: TrainingEndpoints.tag,
            summary: "Take the mark of a pair away; harmless without one.",
            parameters: [Self.id],
            answers: [.init(status: .ok, summary: "All marks.", schema: Schema.ref("PairMarks"))])
        return Endpoint(.delete, "\(Self.marks)/{id}", operation, needs: .runner) { [service] call in
            try Response.json(Items(try service.marks.set(call.path["id"], isBad: false)))
        }
    }
}
