import ForgeCore
import ForgeLab
import ForgeTraining
import Foundation

/// A training on the votes of a study, with the experiments that used its adapter: vote → train → evaluate.
struct VoteTraining: Encodable {
    var training: String
    var pairs: Int
    var adapterSHA256: String
    /// Completed experiments with this adapter.
    var experiments: [Evaluation]

    struct Evaluation: Encodable {
        var id: String
        var name: String
    }

    /// Those of this machine, by name.
    static func all(of study: String, in workshop: Workshop) async throws -> [VoteTraining] {
        let folder = workshop.home.trainings
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var found: [VoteTraining] = []
        for name in names.sorted() {
            let adapter = RunFolder(folder.appending(path: name)).adapter
            guard let data = try? Data(contentsOf: adapter.appending(path: DataLineage.fileName)),
                let lineage = try? JSON.decode(VoteLineage.self, from: data), lineage.study == study,
                let hash = try? Digest.sha256(fileAt: adapter.appending(path: "adapter.gguf").path)
            else { continue }
            found.append(VoteTraining(training: name, pairs: lineage.pairs, adapterSHA256: hash, experiments: []))
        }
        guard !found.isEmpty else { return [] }
        return try await evaluated(found, in: workshop.store)
    }

    private static func evaluated(
        _ trainings: [VoteTraining], in store: any ExperimentStore
    ) async throws -> [VoteTraining] {
        var trainings = trainings
        var query = ExperimentQuery(statuses: [.completed], limit: 500)
        repeat {
            let page = try await store.experiments(query)
            for experiment in page.items {
                guard let hash = experiment.provenance["adapterSHA256"]?.string else { continue }
                for index in trainings.indices where trainings[index].adapterSHA256 == hash {
                    trainings[index].experiments.append(Evaluation(id: experiment.id, name: experiment.name))
                }
            }
            query.cursor = page.next
        } while query.cursor != nil
        return trainings
    }

    var text: String {
        let evaluations =
            experiments.isEmpty
            ? "no experiment has used it yet" : experiments.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
        return "Trained on these votes: \(training), \(Counted.of(pairs, "pair")), adapter \(adapterSHA256.prefix(8)). "
            + "Evaluated in: \(evaluations)."
    }
}
