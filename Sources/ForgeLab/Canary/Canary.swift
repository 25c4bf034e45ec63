package import ForgeCore

/// Asks the same questions alone and together, with a cold and a warm cache, and compares the answers.
package struct Canary: Sendable {
    private let answerer: SampleAnswerer
    private let samples: [Sample]
    private let concurrency: Int

    /// - Parameter answerer: its engine is asked; its metrics are what may change.
    package init(answerer: SampleAnswerer, samples: [Sample], concurrency: Int) {
        self.answerer = answerer
        self.samples = samples
        self.concurrency = max(2, concurrency)
    }

    /// - Throws: the engine's error for what would hit every question; `CancellationError`.
    package func run(progress: @Sendable (String) -> Void = { _ in }) async throws -> CanaryReport {
        var answers: [[Answer]] = []
        var seconds: [Double] = []
        for condition in CanaryCondition.allCases {
            progress("\(samples.count) questions, \(condition.rawValue)")
            let start = ContinuousClock.now
            answers.append(try await ask(condition))
            seconds.append((ContinuousClock.now - start).seconds)
        }
        let usable = samples.indices.filter { index in answers.allSatisfy { !$0[index].isFailed } }
        let outcomes = CanaryCondition.allCases.enumerated().map { number, condition in
            Self.outcome(
                condition, usable.map { answers[number][$0] }, reference: usable.map { answers[0][$0] },
                seconds: seconds[number])
        }
        return CanaryReport(
            questions: usable.count, failed: samples.count - usable.count, concurrency: concurrency, outcomes: outcomes)
    }

    // MARK: Asking

    private struct Answer: Sendable {
        /// Of all calls, in the order of their seeds, which are those of their steps.
        var tokens: [[Int]]
        var output: String
        var answer: String?
        var scores: [String: Double]
        var isFailed: Bool
    }

    private func ask(_ condition: CanaryCondition) async throws -> [Answer] {
        await answerer.engine.clearCache()
        // A warm cache holds these very prompts.
        if !condition.isCold { _ = try await askAll(together: condition.isTogether, clearing: false) }
        return try await askAll(together: condition.isTogether, clearing: condition.isCold && !condition.isTogether)
    }

    private func askAll(together: Bool, clearing: Bool) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            var answers = [Answer?](repeating: nil, count: samples.count)
            for index in samples.indices {
                if index >= (together ? concurrency : 1), let (done, answer) = try await group.next() {
                    answers[done] = answer
                }
                if clearing { await answerer.engine.clearCache() }
                group.addTask { (index, try await ask(index)) }
            }
            for try await (done, answer) in group { answers[done] = answer }
            return answers.compactMap(\.self)
        }
    }

    private func ask(_ index: Int) async throws -> Answer {
        let log = CallLog(answerer.engine)
        var answerer = answerer
        answerer.engine = log
        let prediction = try await answerer.answer(samples[index], index: index).prediction
        let calls = log.entries.sorted { $0.request.sampling.seed < $1.request.sampling.seed }
        return Answer(
            tokens: calls.map { $0.generation?.tokens ?? [] }, output: prediction.output, answer: prediction.answer,
            scores: prediction.scores, isFailed: prediction.status == .failed)
    }

    // MARK: Comparing

    private static func outcome(
        _ condition: CanaryCondition, _ answers: [Answer], reference: [Answer], seconds: Double
    ) -> CanaryReport.Outcome {
        let differences = zip(answers, reference).compactMap { firstDifference($0, $1) }
        let names = Set(reference.flatMap(\.scores.keys))
        let means = names.reduce(into: [String: Double]()) { means, name in
            means[name] = Statistics.mean(answers.compactMap { $0.scores[name] })
        }
        return CanaryReport.Outcome(
            condition: condition, changedOutputs: differences.count,
            changedAnswers: zip(answers, reference).count { $0.answer != $1.answer },
            firstDifferences: differences.sorted(), means: means, seconds: seconds)
    }

    /// The first token, counted over all calls, that is another one; of servers that tell no tokens the first character.
    private static func firstDifference(_ left: Answer, _ right: Answer) -> Int? {
        let (tokens, others) = (left.tokens.flatMap(\.self), right.tokens.flatMap(\.self))
        guard tokens != others || left.output != right.output else { return nil }
        let (mine, its) =
            tokens.isEmpty
            ? (
                Array(left.output.unicodeScalars.map { Int($0.value) }),
                Array(right.output.unicodeScalars.map { Int($0.value) })
            ) : (tokens, others)
        return zip(mine, its).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(mine.count, its.count)
    }
}
