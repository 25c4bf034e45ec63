package import ForgeCore
private import Foundation

/// Lets a language model judge a study's pairs, each in both orders, as a voter of a kind of its own.
package struct VoteJudge: Sendable {
    package struct Options: Sendable, Hashable {
        package var maxTokens = 512
        package var concurrency = 8
        package var seed: UInt64 = 0

        package init() {}
    }

    /// After every pair that was judged.
    package struct Progress: Sendable, Hashable {
        package var done: Int
        package var total: Int
    }

    package let store: any VoteStore
    package let engine: any Engine
    package let name: String
    package var options = Options()

    /// - Parameter name: under which its votes are kept.
    package init(store: any VoteStore, engine: any Engine, name: String) {
        self.store = store
        self.engine = engine
        self.name = name
    }

    package var voter: Voter { Voter(.judge, name) }

    /// Judges every pair that this judge has not judged; repeated pairs are left to people. A run that was ended goes on.
    ///
    /// - Throws: the engine's error, the store's (conflict for a closed study), `CancellationError`; what was judged stays.
    package func run(_ id: String, onProgress: @escaping @Sendable (Progress) -> Void) async throws {
        let items = try await store.items(of: id).filter { $0.repeats == nil }
        let done = Set(try await store.votes(of: id).filter { $0.voter == voter }.map(\.position))
        let waiting = items.filter { !done.contains($0.position) }
        var progress = Progress(done: items.count - waiting.count, total: items.count)
        onProgress(progress)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = waiting.makeIterator()
            for _ in 0..<max(1, options.concurrency) {
                guard let item = rest.next() else { break }
                group.addTask { try await judge(item, in: id) }
            }
            while try await group.next() != nil {
                progress.done += 1
                onProgress(progress)
                if let item = rest.next() { group.addTask { try await judge(item, in: id) } }
            }
        }
    }

    private func judge(_ item: VoteItem, in id: String) async throws {
        let bench = Bench(
            engine: engine, settings: BenchSettings(generation: GenerationConfig(), seed: options.seed),
            experimentID: id, index: item.position)
        let start = ContinuousClock.now
        let verdict = try await ask(item.prompt, item.leftAnswer, item.rightAnswer, step: 0, bench)
        let mirrored = try await ask(item.prompt, item.rightAnswer, item.leftAnswer, step: 1, bench).mirrored
        let vote = Vote(
            voter: voter, position: item.position, verdict: verdict, mirrored: mirrored,
            seconds: (ContinuousClock.now - start).seconds)
        try await store.cast(vote, calls: bench.calls, in: id)
    }

    private func ask(
        _ question: String, _ first: String, _ second: String, step: Int, _ bench: Bench
    ) async throws -> VoteVerdict {
        let prompt: Prompt =
            bench.usesChat(.auto)
            ? .chat(JudgePrompt.messages(question: question, first: first, second: second))
            : .text(JudgePrompt.text(question: question, first: first, second: second))
        do {
            let generation = try await bench.generate(
                prompt, as: Call(step: step, purpose: "judge", maxTokens: options.maxTokens))
            return JudgePrompt.verdict(of: generation.text)
        } catch let error as any ForgeError where SampleAnswerer.concernsOneSample(error) {
            // Such as a pair that is too long for the model.
            return .unreadable
        }
    }
}
