import ForgeCore

extension ExperimentStore {
    /// The experiment that a user means by an id, a part of one or a name.
    ///
    /// Runs of one config may have one name. The newest is taken, and standard error tells of the others, because figures of
    /// the wrong run look right.
    func meant(by reference: String) async throws -> Experiment {
        let found = try await findExperiment(reference)
        guard found.name == reference, found.id != reference else { return found }
        let others = try await experiments(ExperimentQuery(text: reference, hasDetails: false, limit: 200)).items
            .filter { $0.name == reference && $0.id != found.id }.map(\.id)
        guard !others.isEmpty else { return found }
        let listed = others.prefix(3).joined(separator: ", ") + (others.count > 3 ? ", …" : "")
        Warning.note(
            "\(reference) is the name of \(others.count + 1) experiments; taken: the newest, \(found.id) (not \(listed))"
        )
        return found
    }
}
