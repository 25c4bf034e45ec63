import ForgeCore
import ForgeLab
import ForgeTesting
import ForgeTuning
import HTTPTypes

/// For every operation requests that succeed, against two completed experiments on the same questions and others.
struct ExampleRequests {
    struct Example {
        var paths: [String]
        var body: String?

        init(_ paths: String..., body: String? = nil) {
            self.paths = paths
            self.body = body
        }

        init(_ paths: [String]) { self.paths = paths }
    }

    let all: [String: Example]

    init(_ api: API) async throws {
        let done = try await api.completedExperiment()
        let other = try await api.completedExperiment(config: WebFixture.config.replacing("naive", with: "cot"))
        let pending = try await api.experiment()
        let deleted = try await api.experiment()
        _ = try await api.send(.delete, "experiments/\(deleted)")
        let stopped = try await Self.stopped(api)
        let doomed = try await api.experiment()
        let config = try JSON.text(["config": WebFixture.config])
        all = Self.reading(done: done, other: other)
            .merging(Self.catalogue) { $1 }
            .merging(try await Self.knowledge(api)) { $1 }
            .merging(try await Self.votes(api, experiments: [done, other])) { $1 }
            .merging(Self.trainings) { $1 }
            .merging(Self.benchmarks) { $1 }
            .merging([
                "listExperiments": Example(
                    "experiments", "experiments?status=completed,pending&text=capi&limit=1&sort=value&deleted=shown",
                    "experiments?method=naive&model=parrot&dataset=capitals&tag=&reversed=true&offset=1"),
                "createExperiments": Example("experiments", body: config),
                "validateConfig": Example("experiments/validate", body: config),
                "getExperiment": Example("experiments/\(done)", "experiments/\(deleted)"),
                "changeExperiment": Example(
                    "experiments/\(pending)", body: #"{"name": "renamed", "tags": ["a", "b"]}"#),
                "deleteExperiment": Example("experiments/\(doomed)"),
                "restoreExperiment": Example("experiments/\(deleted)/restore"),
                "runExperiment": Example("experiments/\(pending)/run"),
                "resumeExperiment": Example("experiments/\(stopped)/resume"),
                "stopExperiment": Example("experiments/\(stopped)/stop"),
                "rescoreExperiment": Example("experiments/\(done)/rescore", body: #"{"metrics": ["em.squad"]}"#),
                "cloneExperiment": Example("experiments/\(done)/clone"),
            ]) { $1 }
    }

    private static func stopped(_ api: API) async throws -> String {
        let id = try await api.experiment()
        _ = try await api.post("experiments/\(id)/run")
        while try await api.get("experiments/\(id)/progress").json["status"] == "pending" {
            try await Task.sleep(for: .milliseconds(5))
        }
        _ = try await api.post("experiments/\(id)/stop")
        return id
    }

    private static func reading(done: String, other: String) -> [String: Example] {
        let path = "experiments/\(done)"
        return [
            "getProgress": Example("\(path)/progress"),
            "getResults": Example("\(path)/results"),
            "listPredictions": Example(
                "\(path)/predictions", "\(path)/predictions?metric=em.squad&correct=true&sort=slowest&limit=2",
                "\(path)/predictions?text=fiji&indices=1,5&status=answered"),
            "getPrediction": Example("\(path)/predictions/0"),
            "listCalls": Example("\(path)/runs", "\(path)/runs?index=3&limit=1"),
            "listSamples": Example("\(path)/samples", "\(path)/samples?text=peru"),
            "getAgentFigures": Example("\(path)/agents"),
            "listOutcomes": Example("\(path)/outcomes", "\(path)/outcomes?metric=em.squad&offset=2&limit=2"),
            "getExperimentChart": Example(ExperimentCharts.Single.allCases.map { "\(path)/charts/\($0.rawValue)" }),
            "getComparisonChart": Example(
                ExperimentCharts.Compared.allCases.map { "compare/charts/\($0.rawValue)?ids=\(done),\(other)" }),
            "exportExperiment": Example(
                "\(path)/export", "\(path)/export?format=jsonl", "\(path)/export?format=csv",
                "\(path)/export?format=lm-eval", "\(path)/export?format=json&calls=true"),
            "getHealth": Example("/health"), "getMetrics": Example("/metrics"),
            "compareExperiments": Example(
                "compare?ids=\(done),\(other)", "compare?ids=\(done)&ids=\(other)&flips=false&alpha=0.01",
                "compare?ids=\(done),\(other)&baseline=\(other)&metric=em.squad",
                "compare?ids=\(done),\(other)&table=markdown", "compare?ids=\(done),\(other)&table=latex"),
        ]
    }

    private static func knowledge(_ api: API) async throws -> [String: Example] {
        let base = "knowledge-bases/facts"
        _ = try await api.post("knowledge-bases", ["name": "facts", "corpus": .string(KnowledgeFiles.corpus)])
        while try await api.get(base).json["job"]?["phase"] != "finished" {
            try await Task.sleep(for: .milliseconds(5))
        }
        for name in ["doomed", "empty"] { _ = try await api.post("knowledge-bases", ["name": .string(name)]) }
        // Taken in a second time while the other requests are tried, so that there is something to stop.
        return [
            "listKnowledgeBases": Example("knowledge-bases"), "getKnowledgeBase": Example(base),
            "createKnowledgeBase": Example(
                "knowledge-bases", body: #"{"name": "words", "wordsOnly": true, "tokens": 64, "overlap": 8}"#),
            "deleteKnowledgeBase": Example("knowledge-bases/doomed"),
            "startIngest": Example("knowledge-bases/empty/ingest", body: #"{"corpus": "capitals-corpus"}"#),
            "stopIngest": Example("knowledge-bases/empty/stop"),
            "searchKnowledgeBase": Example(
                "\(base)/search?query=capital%20of%20peru", "\(base)/search?query=capital&k=2&method=bm25"),
            "listChunks": Example("\(base)/chunks", "\(base)/chunks?text=lima&document=pe&offset=0&limit=1"),
            "listDocuments": Example("\(base)/documents", "\(base)/documents?text=pe&limit=1"),
            "listIngests": Example("ingests"),
        ]
    }

    private static let benchmarks: [String: Example] = [
        "listBenchmarks": Example("benchmarks"),
        "getBenchmark": Example("benchmarks/\(BenchmarkFiles.measured)", "benchmarks/\(BenchmarkFiles.begun)"),
        "getMemoryProfile": Example("benchmarks/\(BenchmarkFiles.measured)/memory"),
        "getBenchmarkChart": Example(
            BenchmarkCharts.allCases.map { "benchmarks/\(BenchmarkFiles.measured)/charts/\($0.rawValue)" }),
        "getAdvice": Example(
            "advice", "advice?benchmark=\(BenchmarkFiles.measured)&method=naive&queries=10&reuse=0.5&memory=1000",
            "advice?device=server&interactive=true"),
    ]

    /// An open study with a vote, a closed one, a deleted one.
    private static func votes(_ api: API, experiments: [String]) async throws -> [String: Example] {
        func study() async throws -> String {
            let body: JSONValue = [
                "experiments": .array(experiments.map(JSONValue.string)), "pairs": 2, "repeats": 0.5,
            ]
            let reply = try await api.post("votes", body)
            guard let id = reply.json["id"]?.string else { throw TestFailure(reply.text) }
            _ = try await api.post("votes/\(id)/ballots", ["voter": "Ann", "position": 0, "verdict": "left"])
            return id
        }
        let (open, ending, closed, doomed) = (
            try await study(), try await study(), try await study(), try await study()
        )
        _ = try await api.post("votes/\(closed)/close")
        return [
            "listVoteStudies": Example("votes"),
            "createVoteStudy": Example(
                "votes",
                body: #"{"experiments": ["\#(experiments[0])", "\#(experiments[1])"], "name": "n", "seed": 3}"#),
            "getVoteStudy": Example("votes/\(open)", "votes/\(closed)"),
            "deleteVoteStudy": Example("votes/\(doomed)"), "restoreVoteStudy": Example("votes/\(doomed)/restore"),
            "getVoteTurn": Example("votes/\(open)/turn?voter=Ann", "votes/\(closed)/turn?voter=Ben%20B"),
            "castVote": Example(
                "votes/\(open)/ballots",
                body: #"{"voter": "Ben", "position": 0, "verdict": "both-bad", "seconds": 2.5}"#),
            "undoVote": Example("votes/\(open)/undo", body: #"{"voter": "Ann"}"#),
            "closeVoteStudy": Example("votes/\(ending)/close"),
            "getVoteResults": Example("votes/\(closed)/results"), "listVotes": Example("votes/\(closed)/ledger"),
            "listJudgeCalls": Example("votes/\(closed)/calls?judge=m"),
            "exportVotes": Example("votes/\(closed)/export", "votes/\(closed)/export?format=trl"),
            "getVoteLineage": Example("votes/\(closed)/lineage"),
        ]
    }

    /// Against what `TrainingFiles` has written.
    private static var trainings: [String: Example] {
        let path = "trainings/\(TrainingFiles.finished)"
        return [
            "listTrainings": Example("trainings"), "getTraining": Example(path, "trainings/\(TrainingFiles.cut)"),
            "startTraining": Example("trainings", body: TrainingFiles.wish),
            "deleteTraining": Example("trainings/\(TrainingFiles.doomed)"),
            "listTrainingRecords": Example("\(path)/records", "\(path)/records?after=1"),
            "listTrainingPairs": Example("\(path)/pairs", "\(path)/pairs?part=test&offset=0&limit=1"),
            "getTrainingChart": Example(TrainingCharts.Curve.allCases.map { "\(path)/charts/\($0.rawValue)" }),
            "getTrainingFile": Example(TrainingFile.allCases.map { "\(path)/files/\($0.rawValue)" }),
            "listTrainingExperiments": Example("\(path)/experiments"),
            "listPairFiles": Example("pairs"),
            "listPairs": Example("pairs/own.jsonl", "pairs/own.jsonl?offset=1&limit=1"),
            "getPairChart": Example("pairs/own.jsonl/charts/lengths"), "listPairMarks": Example("pair-marks"),
            "markPair": Example("pair-marks/00112233445566aa", body: #"{"note": "cut off"}"#),
            "unmarkPair": Example("pair-marks/00112233445566aa"),
        ]
    }

    private static var catalogue: [String: Example] {
        [
            "listModels": Example("models"), "getModel": Example("models/parrot"),
            "pullModel": Example("models/parrot/pull"), "listEncoders": Example("encoders"),
            "pullEncoder": Example("encoders/fake-embedder/pull"), "listDatasets": Example("datasets"),
            "getDataset": Example("datasets/capitals"),
            "listDatasetSamples": Example(
                "datasets/capitals/samples", "datasets/capitals/samples?split=test&text=PERU&limit=1"),
            "pullDataset": Example("datasets/capitals/pull", body: "{}"), "listPulls": Example("pulls"),
            "getFacets": Example("facets"), "getStats": Example("stats"), "getQueue": Example("queue"),
            "getDocument": Example("/openapi.json"),
        ]
    }
}
