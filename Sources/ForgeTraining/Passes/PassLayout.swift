/// Rows of one pass: which tokens at which positions, what attends to what, and whose logits are needed.
package struct PassLayout: Sendable {
    /// Rows that attend to a prefix and to themselves up to their own.
    struct Branch: Sendable, Hashable {
        var prefix: Int
        var first: Int
        var count: Int
    }

    struct Prediction: Sendable, Hashable {
        var row: Int
        var target: Int32
    }

    package let tokens: [Int32]
    let positions: [Int32]
    let branches: [Branch]
    let predictions: [Prediction]
    /// How many predictions belong to the first completion; the others belong to the second.
    let firstPredictions: Int

    package var rows: Int { tokens.count }

    /// A prompt and two completions: [prompt | chosen | rejected], the prompt computed once for both.
    ///
    /// A completion's last token is predicted but predicts nothing, so it is no row. Positions of both completions go
    /// on where the prompt ends.
    ///
    /// - Precondition: none of the three is empty.
    package init(prompt: [Int32], chosen: [Int32], rejected: [Int32]) {
        precondition(!prompt.isEmpty && !chosen.isEmpty && !rejected.isEmpty, "a pair with an empty part")
        let (p, c, r) = (prompt.count, chosen.count - 1, rejected.count - 1)
        tokens = prompt + chosen.dropLast() + rejected.dropLast()
        positions = [0..<p, p..<p + c, p..<p + r].flatMap { $0.map(Int32.init) }
        branches = [
            Branch(prefix: 0, first: 0, count: p), Branch(prefix: p, first: p, count: c),
            Branch(prefix: p, first: p + c, count: r),
        ]
        func predictions(_ completion: [Int32], first: Int) -> [Prediction] {
            completion.enumerated().map { Prediction(row: $0 == 0 ? p - 1 : first + $0 - 1, target: $1) }
        }
        self.predictions = predictions(chosen, first: p) + predictions(rejected, first: p + c)
        firstPredictions = chosen.count
    }

    /// One sequence whose every token but the first is predicted.
    package init(sequence: [Int32]) {
        precondition(sequence.count > 1, "a sequence without a prediction")
        tokens = Array(sequence.dropLast())
        positions = tokens.indices.map(Int32.init)
        branches = [Branch(prefix: 0, first: 0, count: tokens.count)]
        predictions = tokens.indices.map { Prediction(row: $0, target: sequence[$0 + 1]) }
        firstPredictions = predictions.count
    }

    /// The most keys that one branch sees.
    var mostKeys: Int { branches.map { $0.prefix + $0.count }.max() ?? 0 }
}
