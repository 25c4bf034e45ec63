import ForgeCore
import ForgeLab
import ForgeStore
import ForgeTesting

/// A store with completed experiments on the same questions, whose answers name their experiment.
struct VoteFixture {
    let store: SQLiteStore
    let service: VoteService
    let experiments: [Experiment]

    /// - Parameters:
    ///   - equal: questions to which all answer the same.
    ///   - failed: questions that the first experiment does not answer.
    init(
        _ names: [String] = ["base", "tuned"], questions: Int = 12, equal: Set<Int> = [], failed: Set<Int> = []
    ) async throws {
        store = try await TemporaryStore.make()
        service = VoteService(experiments: store, store: store)
        var experiments: [Experiment] = []
        for (place, name) in names.enumerated() {
            let fixture = try StoredFixture(name: name, count: questions)
            try await store.create(fixture.experiment, samples: fixture.samples)
            for index in 0..<questions {
                var prediction = fixture.prediction(index)
                prediction.output = equal.contains(index) ? "the same" : " \(name) says \(index)\n"
                if place == 0, failed.contains(index) { prediction.status = .failed }
                try await store.record(prediction, calls: [])
            }
            try await store.update(fixture.experiment.id, ExperimentChange(status: .completed))
            experiments.append(try await store.experiment(fixture.experiment.id))
        }
        self.experiments = experiments
    }

    var ids: [String] { experiments.map(\.id) }

    /// Votes on everything as `choose` says of the item; returns the study's id.
    func voted(
        _ wish: NewVoteStudy? = nil, by names: [String] = ["Ann"], choose: (String, VoteItem) -> VoteVerdict
    ) async throws -> String {
        let study = try await service.create(wish ?? NewVoteStudy(experiments: ids, pairs: 10, repeats: 0.2, seed: 5))
        for name in names {
            for item in try await store.items(of: study.id) {
                try await service.cast(
                    choose(name, item), on: item.position, by: try Voter(person: name), seconds: 2, in: study.id)
            }
        }
        return study.id
    }
}

extension VoteItem {
    /// A vote for this contender, which must be one of the two.
    func verdict(for contender: Int) -> VoteVerdict { left == contender ? .left : .right }
}
