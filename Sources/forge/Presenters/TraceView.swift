import ForgeAgents
import ForgeCore
import ForgeTerminal

/// Agents' runs of an experiment: what they thought, did and were told.
struct TraceView {
    var experiment: Experiment
    /// Nil for all.
    var index: Int?
    var limit: Int
    var store: any ExperimentStore

    private struct Document: Encodable {
        var index: Int
        var sampleID: String
        var question: String
        var golds: [String]
        var answer: String?
        var scores: [String: Double]
        var agent: AgentTrace
    }

    func print(json: Bool) async throws {
        let query = PredictionQuery(indices: index.map { [$0] }, limit: limit)
        let documents = try await store.predictions(of: experiment.id, query).items.compactMap(document)
        guard !documents.isEmpty else {
            throw CommandError(
                .notFound, "show.no-trace",
                "\(experiment.name) has no agent's trace\(index.map { " of question \($0)" } ?? "")",
                remedy: "traces are left by the method react")
        }
        if json { return Swift.print(try JSON.text(documents, pretty: true)) }
        let terminal = Terminal.of(descriptor: 1)
        for document in documents {
            Swift.print(terminal.text("#\(document.index) (\(document.sampleID)) \(document.question)"))
            Swift.print(terminal.text("gold: \(document.golds.joined(separator: " | "))"))
            Swift.print(AgentTraceText(document.agent).rendered(for: terminal) + "\n")
        }
    }

    private func document(_ prediction: Prediction) throws -> Document? {
        guard let trace = try AgentTrace(of: prediction) else { return nil }
        return Document(
            index: prediction.index, sampleID: prediction.sampleID, question: prediction.question,
            golds: prediction.golds, answer: prediction.answer, scores: prediction.scores, agent: trace)
    }
}

extension AgentTrace {
    /// Nil for a method that is no agent.
    ///
    /// - Throws: `CommandError` for a trace that this version cannot read.
    init?(of prediction: Prediction) throws {
        guard let value = prediction.trace[AgentRecord.key] else { return nil }
        do {
            self = try JSON.decode(from: JSON.data(value))
        } catch {
            throw CommandError(
                .invalidInput, "show.trace-unreadable",
                "the agent's trace of question \(prediction.index) cannot be read", cause: "\(error)",
                remedy:
                    "it was stored by another version of forge: use that one, or `forge export --format json`"
            )
        }
    }
}
