package import ForgeCore

/// Looks passages up in a knowledge base and puts them before the question (Lewis et al. 2020).
package struct RetrievalAugmented: Method {
    package static let name = "rag"
    package static let summary = "passages of a knowledge base before the question: dense, BM25, hybrid or reranked"
    package static let options =
        [
            ConfigField(
                "knowledge_base", .string, required: true, help: "name of the knowledge base (`forge kb list`)"),
            ConfigField(
                "retrieval", .choice(Retrieval.allCases.map(\.rawValue)), default: "naive",
                aliases: [RetrievalMethod.dense.rawValue: Retrieval.naive.rawValue],
                help: "naive (or dense) ranks by embeddings alone; hybrid fuses that with BM25; reranked orders "
                    + "hybrid's by a cross-encoder"),
            ConfigField("k", .integer(1...50), default: 5, help: "passages per question"),
            ConfigField(
                "context_tokens", .integer(1...1_000_000), default: 1536,
                help: "room for passages in the model's tokens; one that does not fit is left out and recorded"),
            ConfigField(
                "reranker", .string, help: "cross-encoder of the catalogue for `reranked`; without it the default one"),
            ConfigField(
                "cot", .bool, default: false, help: "let the model reason step by step before it answers"),
            ConfigField(
                "question_position", .choice(QuestionPosition.allCases.map(\.rawValue)), default: "last",
                help: "the question after the passages, so that questions about the same ones share them in the prefix "
                    + "cache, or before"),
            ConfigField(
                "pin_contexts", .bool, default: false,
                help: "keep prompts in the prefix cache before all others, for passages that come again late"),
        ] + PromptOptions.fields(shots: 0).filter { $0.key != "passages" }

    private enum Retrieval: String, CaseIterable {
        case naive, bm25, hybrid, reranked

        var method: RetrievalMethod {
            switch self {
            case .naive: .dense
            case .bm25: .bm25
            case .hybrid: .hybrid
            case .reranked: .reranked
            }
        }
    }

    private let prompts: PromptBuilder
    private let kind: Retrieval
    private let specification: RetrievalSpecification
    private let contextTokens: Int
    private let pinsContexts: Bool

    package init(options: MethodOptions) throws {
        guard let base = options.string("knowledge_base"), !base.isEmpty else {
            throw LabError(
                .invalidInput, "config.option", "method.knowledge_base is missing",
                remedy: "name a knowledge base; `forge kb list` shows them")
        }
        kind = options.choice("retrieval", default: .naive)
        let reranker = options.string("reranker")
        guard reranker == nil || kind == .reranked else {
            throw LabError(
                .invalidInput, "config.option", "method.reranker needs `retrieval: reranked`",
                remedy: "leave one of the two out")
        }
        specification = RetrievalSpecification(
            knowledgeBase: base, method: kind.method, k: options.int("k") ?? 5, reranker: reranker)
        contextTokens = options.int("context_tokens") ?? 1536
        pinsContexts = options.bool("pin_contexts") ?? false
        var prompting = try PromptOptions(options)
        // The passages are those that were looked up.
        prompting.passages = .none
        prompts = PromptBuilder(
            options: prompting, reasoning: options.bool("cot") == true ? .stepByStep : nil,
            questionPosition: options.choice("question_position", default: .last), isContextual: true)
    }

    package var label: String { "rag.\(kind.rawValue)" + (prompts.reasoning == nil ? "" : ".cot") }
    package var promptTemplate: String { prompts.template }
    package var retrieval: RetrievalSpecification? { specification }

    package func check(_ tasks: Set<TaskFamily>) throws { try prompts.check(tasks) }

    package func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer {
        let found = try await bench.retrieve(sample.question, by: specification.method, k: specification.k)
        let context = try await ContextBudget(tokens: contextTokens).fit(found.passages, bench: bench)
        let trace = RetrievalTrace(
            knowledgeBase: specification.knowledgeBase, retrieval: found, k: specification.k,
            dropped: context.dropped, contextTokens: context.tokens, contextBudget: contextTokens)
        let prompt = try prompts.prompt(
            for: sample, context: context.text, chat: bench.usesChat(prompts.options.format))
        let limit = prompts.reasoning != nil ? 256 : sample.task == .truthfulness ? 64 : 32
        let generation = try await bench.generate(
            prompt, as: Call(maxTokens: limit, stop: prompts.stops(for: prompt), pinsPrompt: pinsContexts))
        var answer = AnswerParser.parse(
            generation.text, finishReason: generation.finishReason, task: sample.task,
            style: prompts.reasoning == nil ? .direct : .reasoned)
        if !context.dropped.isEmpty { answer.flags.append(.passagesDropped) }
        return MethodAnswer(
            output: generation.text, answer: answer,
            trace: [RetrievalTrace.key: try JSON.decode(from: JSON.data(trace))])
    }
}
