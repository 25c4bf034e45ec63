import ForgeCore
import ForgeLab
import ForgeTraining
import ForgeTuning

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

    /// Those of this machine that are finished, by name.
    static func all(of study: String, in workshop: Workshop) async throws -> [VoteTraining] {
        let trainings = TrainingLibrary(home: workshop.home).list().filter { $0.data?.lineage?.study == study }
        let adapters = trainings.compactMap { training in training.adapter.map { (training.name, $0) } }
        let uses = try await AdapterUses(store: workshop.store, trainings: workshop.home.trainings)
            .experiments(with: Dictionary(uniqueKeysWithValues: adapters), statuses: [.completed])
        return trainings.sorted { $0.name < $1.name }.compactMap { training in
            guard let hash = training.adapter?.ggufSHA256, let lineage = training.data?.lineage else { return nil }
            let experiments = (uses[training.name] ?? []).map { Evaluation(id: $0.id, name: $0.name) }
            return VoteTraining(
                training: training.name, pairs: lineage.pairs, adapterSHA256: hash, experiments: experiments)
        }
    }

    var text: String {
        let evaluations =
            experiments.isEmpty
            ? "no experiment has used it yet" : experiments.map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
        return "Trained on these votes: \(training), \(Counted.of(pairs, "pair")), adapter \(adapterSHA256.prefix(8)). "
            + "Evaluated in: \(evaluations)."
    }
}
