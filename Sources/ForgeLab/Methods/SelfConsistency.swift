package import ForgeCore

/// Samples several chains of thought and takes the answer that most of them reach (Wang et al. 2023).
package struct SelfConsistency: Method {
    package static let name = "self-consistency"
    package static let summary = "several sampled chains of thought, the majority of their answers"
    package static let options =
        PromptOptions.fields(shots: 0) + [
            ConfigField("samples", .integer(2...64), default: 5, help: "chains per question"),
            ConfigField(
                "temperature", .number(0.05...2), default: 0.7,
                help: "temperature of the chains, instead of generation.temperature"),
        ]

    private let prompts: PromptBuilder
    private let samples: Int
    private let temperature: Double

    package init(options: MethodOptions) throws {
        prompts = PromptBuilder(options: try PromptOptions(options), reasoning: .stepByStep)
        samples = options.int("samples") ?? 5
        temperature = options.double("temperature") ?? 0.7
    }

    package var label: String { "self-consistency.\(samples)" }
    package var promptTemplate: String { prompts.template }

    package func check(_ tasks: Set<TaskFamily>) throws { try prompts.check(tasks) }

    package func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer {
        let prompt = try prompts.prompt(for: sample, chat: bench.usesChat(prompts.options.format))
        let chains = try await chains(of: prompt, bench: bench)
        let answers = chains.map {
            AnswerParser.parse($0.text, finishReason: $0.finishReason, task: sample.task, style: .reasoned)
        }
        let vote = MajorityVote.count(answers.map(\.text), task: sample.task)
        let winner = answers.firstIndex { $0.text != nil && $0.text == vote.winner }
        return MethodAnswer(
            output: chains[winner ?? 0].text,
            answer: conclusion(of: vote, answers: answers),
            trace: trace(vote, chains: chains, answers: answers))
    }

    /// The chains in order of their number, whatever order they finish in: the vote must not depend on timing.
    private func chains(of prompt: Prompt, bench: Bench) async throws -> [Generation] {
        let stops = prompts.stops(for: prompt)
        return try await withThrowingTaskGroup(of: (Int, Generation).self) { group in
            for number in 0..<samples {
                group.addTask {
                    let call = Call(
                        step: number, purpose: "vote", maxTokens: 256, stop: stops, temperature: temperature)
                    return (number, try await bench.generate(prompt, as: call))
                }
            }
            var chains: [(Int, Generation)] = []
            for try await chain in group { chains.append(chain) }
            return chains.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func conclusion(of vote: MajorityVote, answers: [ParsedAnswer]) -> ParsedAnswer {
        guard let winner = vote.winner else { return ParsedAnswer(text: nil, source: .none, flags: [.empty]) }
        var flags = vote.isTie ? [AnswerFlag.tie] : []
        if answers.contains(where: { $0.flags.contains(.truncated) }) { flags.append(.truncated) }
        return ParsedAnswer(text: winner, source: .majority, flags: flags)
    }

    private func trace(_ vote: MajorityVote, chains: [Generation], answers: [ParsedAnswer]) -> JSONValue {
        let entries = zip(chains, answers).map { chain, answer -> JSONValue in
            [
                "output": .string(chain.text),
                "answer": answer.text.map(JSONValue.string) ?? .null,
                "source": .string(answer.source.rawValue),
            ]
        }
        return [
            "votes": .array(entries),
            "counts": .array(vote.counts.map { ["answer": .string($0.answer), "votes": .integer($0.votes)] }),
            "abstentions": .integer(vote.abstentions),
            "agreement": .number(vote.agreement),
        ]
    }
}
