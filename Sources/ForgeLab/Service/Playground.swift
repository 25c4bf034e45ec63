import ForgeCatalogue
import ForgeCore

/// Answers one prompt in several ways at once, outside of any experiment; nothing of it is stored.
package struct Playground: Sendable {
    package typealias Handler = @Sendable (PlaygroundEvent) -> Void

    package let laboratory: Laboratory
    package let engines: EnginePool

    package init(laboratory: Laboratory, engines: EnginePool) {
        self.laboratory = laboratory
        self.engines = engines
    }

    /// - Throws: what `run` would throw before it begins.
    package func check(_ request: PlaygroundRequest) throws {
        try request.check(against: laboratory.models.catalogue)
    }

    /// Returns when all contenders have finished or failed. Cancelling ends their model calls at the next decode step.
    ///
    /// - Throws: invalid input for an empty or too long prompt, no or too many contenders, unknown names or options;
    ///   `CancellationError`. What fails for one contender is an event.
    package func run(_ request: PlaygroundRequest, onEvent: @escaping Handler) async throws {
        try check(request)
        for contender in request.contenders.indices { onEvent(.waiting(contender: contender)) }
        for model in request.models {
            let contenders = request.contenders.indices.filter { request.contenders[$0].model == model }
            do {
                try await run(request, contenders, model: model, onEvent: onEvent)
            } catch let error as any ForgeError {
                for contender in contenders { onEvent(.failed(contender, error)) }
            }
        }
    }

    /// Fails at once when there is no place for the model: people don't wait for an experiment's end.
    private func run(
        _ request: PlaygroundRequest, _ contenders: [Int], model: String, onEvent: @escaping Handler
    ) async throws {
        let specification = EngineSpecification(
            model: .file(try laboratory.models.resolve(model)), config: EngineConfig(),
            parallelSequences: ExperimentConfig.defaultSequences)
        try await engines.withEngine(specification, sharing: .sameModel, whenFull: .fail) { engine in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for contender in contenders {
                    group.addTask { try await answer(request, contender, on: engine, onEvent: onEvent) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func answer(
        _ request: PlaygroundRequest, _ contender: Int, on engine: any Engine, onEvent: @escaping Handler
    ) async throws {
        let observed = ObservedEngine(engine) { onEvent(.text(contender: contender, call: $0, $1)) }
        let bench = Bench(
            engine: observed, settings: request.settings, experimentID: "playground", index: contender)
        let start = ContinuousClock.now
        do {
            let (output, answer) = try await conclusion(of: request, contender, using: bench)
            onEvent(
                .finished(
                    contender: contender,
                    PlaygroundAnswer(
                        output: output, answer: answer, calls: bench.calls,
                        latency: (ContinuousClock.now - start).seconds)))
        } catch let error as any ForgeError {
            onEvent(.failed(contender, error))
        }
    }

    private func conclusion(
        of request: PlaygroundRequest, _ contender: Int, using bench: Bench
    ) async throws -> (output: String, answer: String?) {
        guard let method = try request.contenders[contender].makeMethod() else {
            let prompt: Prompt =
                bench.usesChat(.auto) ? .chat([ChatMessage(.user, request.prompt)]) : .text(request.prompt)
            return (try await bench.generate(prompt, as: Call(maxTokens: 256)).text, nil)
        }
        let sample = Sample(id: "playground", question: request.prompt, answers: [], task: .openQuestion)
        let answer = try await method.answer(sample, using: bench)
        return (answer.output, answer.answer.text)
    }
}

extension PlaygroundRequest {
    /// Each once, in the order of the contenders.
    fileprivate var models: [String] {
        contenders.map(\.model).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    fileprivate var settings: BenchSettings {
        BenchSettings(
            generation: GenerationConfig(maxTokens: maxTokens, temperature: temperature ?? 0), seed: seed ?? 0)
    }
}

extension PlaygroundEvent {
    fileprivate static func failed(_ contender: Int, _ error: any ForgeError) -> PlaygroundEvent {
        .failed(
            contender: contender, message: [error.message, error.cause].compactMap(\.self).joined(separator: " "),
            remedy: error.remedy)
    }
}
