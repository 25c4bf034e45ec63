import ForgeCore

/// Which of a classifier's outputs is which judgement, by the names in config.json.
struct EntailmentLabels: Sendable, Hashable {
    let entailment: Int
    /// Nil where a model tells entailment from its absence only.
    let neutral: Int?
    let contradiction: Int?

    /// - Throws: `NetworkError` when no output is named entailment, or names are of something else.
    init(names: [String]) throws {
        let names = names.map { $0.lowercased().replacing("-", with: "_") }
        func index(_ known: Set<String>) -> Int? {
            let found = names.indices.filter { known.contains(names[$0]) }
            return found.count == 1 ? found[0] : nil
        }
        let entailment = index(["entailment", "entail", "entails", "entailed"])
        neutral = index(["neutral"])
        contradiction = index(["contradiction", "contradict", "contradicts"])
        let other = index(["not_entailment", "not_entailed"])
        let isThree = names.count == 3 && neutral != nil && contradiction != nil
        let isTwo = names.count == 2 && (other ?? contradiction ?? neutral) != nil
        guard let entailment, isThree || isTwo else {
            throw NetworkError(
                .invalidInput, "judge.labels", "The model does not say which output means entailment.",
                cause: names.isEmpty
                    ? "config.json has no id2label." : "Its labels are \(names.joined(separator: ", ")).",
                remedy: "Use a model of natural language inference, or name its labels in config.json's id2label.")
        }
        self.entailment = entailment
    }
}
