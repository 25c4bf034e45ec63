/// Questions about a workload that lead to a way of serving: the rule of thumb, which measurements may overrule.
package indirect enum DecisionTree: Sendable, Hashable {
    package enum Question: String, Sendable, Codable, CaseIterable {
        case server, interactive, fits, shared

        package var text: String {
            switch self {
            case .server: "Is there a server with a graphics card?"
            case .interactive: "Does somebody wait for each answer?"
            case .fits: "Does a batch fit into memory?"
            case .shared: "Do prompts begin alike (a fifth or more)?"
            }
        }
    }

    case question(Question, yes: DecisionTree, no: DecisionTree)
    case leaf(ServingStyle, because: String)

    package static let standard = DecisionTree.question(
        .server,
        yes: .leaf(.remote, because: "it batches by itself"),
        no: .question(
            .interactive,
            yes: .question(
                .shared,
                yes: .leaf(.speculative, because: "less to compute before the first token"),
                no: .leaf(.sequential, because: "there is nothing to batch")),
            no: .question(
                .fits,
                yes: .question(
                    .shared,
                    yes: .leaf(.cached, because: "shared tokens are computed once"),
                    no: .leaf(.batched, because: "weights are read once for many")),
                no: .leaf(.sequential, because: "it takes the least memory"))))

    package struct Step: Sendable, Codable, Hashable {
        package var question: Question
        package var answer: Bool
    }

    /// The way through the tree, and where it ends.
    func walk(_ answer: (Question) -> Bool) -> (steps: [Step], style: ServingStyle, because: String) {
        switch self {
        case .leaf(let style, let because): return ([], style, because)
        case .question(let question, let yes, let no):
            let answered = answer(question)
            let rest = (answered ? yes : no).walk(answer)
            return ([Step(question: question, answer: answered)] + rest.steps, rest.style, rest.because)
        }
    }
}
