import ForgeAgents
import ForgeCore

/// The options of `react`, resolved.
struct ReActSettings: Sendable {
    enum ToolName: String, CaseIterable, Sendable {
        case wikipediaSearch = "wikipedia_search"
        case retrieval, lookup, calculator
    }

    /// How calls of tools come back from the model.
    enum ToolCalls: String, CaseIterable, Sendable { case auto, text, native }

    let core: ReActOptions
    let isHotpot: Bool
    let toolCalls: ToolCalls
    let retrieval: RetrievalSpecification?
    private let tools: [ToolName]
    private let http: [HTTPTool.Settings]
    private let wikipedia: WikipediaSettings?
    private let shots: Int

    /// - Throws: `LabError` for tools that cannot be had.
    init(_ options: MethodOptions) throws {
        isHotpot = options.string("protocol") == "hotpot"
        let base = options.string("knowledge_base").flatMap { $0.isEmpty ? nil : $0 }
        tools = isHotpot ? [.wikipediaSearch, .lookup] : try Self.tools(options, hasBase: base != nil)
        http = try HTTPToolOptions.settings(
            options, taken: (isHotpot ? ["search", "lookup"] : tools.map(\.rawValue)) + [FinishTool.name])
        guard !isHotpot || http.isEmpty else {
            throw LabError(
                .invalidInput, "config.option", "method: the protocol hotpot has its own tools and no http_tools",
                remedy: "leave one of the two out")
        }
        retrieval = base.map {
            RetrievalSpecification(
                knowledgeBase: $0, method: options.choice("retrieval", default: .bm25), k: options.int("k") ?? 3)
        }
        let isOnline = options.bool("online") ?? true
        if tools.contains(.wikipediaSearch), !isOnline, base == nil {
            throw LabError(
                .invalidInput, "config.option", "method: wikipedia_search has nothing to search",
                remedy: "name a knowledge_base, or leave `online: false` out")
        }
        wikipedia =
            tools.contains(.wikipediaSearch) && isOnline
            ? try WikipediaSettings(language: options.string("wikipedia_language") ?? "en") : nil
        shots = isHotpot ? 0 : options.int("shots") ?? 0
        core = Self.core(options, isHotpot: isHotpot)
        toolCalls = options.choice("tool_calls", default: .auto)
        if toolCalls == .native, isHotpot || core.usesGrammar {
            throw LabError(
                .invalidInput, "config.option",
                "method: native tool calls are neither constrained nor of the hotpot protocol",
                remedy: "leave `tool_calls: native` out")
        }
    }

    private static func tools(_ options: MethodOptions, hasBase: Bool) throws -> [ToolName] {
        guard let names = options.values["tools"]?.array?.compactMap(\.string) else {
            return ToolName.allCases.filter { $0 != .retrieval || hasBase }
        }
        let tools = names.compactMap(ToolName.init(rawValue:))
        let hasOwn = options.values[HTTPToolOptions.field.key]?.array?.isEmpty == false
        guard !tools.isEmpty || hasOwn, Set(tools).count == tools.count else {
            throw LabError(.invalidInput, "config.option", "method.tools is empty or names a tool twice")
        }
        guard hasBase || !tools.contains(.retrieval) else {
            throw LabError(
                .invalidInput, "config.option", "method.tools: retrieval has nothing to search",
                remedy: "name a knowledge_base")
        }
        return tools
    }

    private static func core(_ options: MethodOptions, isHotpot: Bool) -> ReActOptions {
        var core = isHotpot ? HotpotProtocol.options : ReActOptions()
        core.form = options.choice("form", default: .text)
        core.usesGrammar = options.bool("constrained") ?? false
        if let count = options.int("max_iterations") { core.maxIterations = count }
        if let count = options.int("observation_characters") { core.observationLimit = count }
        if let count = options.int("step_tokens") { core.stepTokens = count }
        core.tokenBudget = options.int("token_budget")
        core.secondsBudget = options.double("time_budget")
        core.toolCallBudget = options.int("tool_budget")
        return core
    }

    /// The options for what this engine can do.
    ///
    /// - Throws: `LabError` for an engine that takes no tools where the config wants them native.
    func options(on bench: Bench) throws -> ReActOptions {
        let isNative =
            switch toolCalls {
            case .text: false
            case .auto: bench.callsTools && !isHotpot && !core.usesGrammar
            case .native: true
            }
        guard isNative else { return core }
        guard bench.takesTools else {
            throw LabError(
                .invalidInput, "config.option", "method.tool_calls: models in this process take no declared tools",
                remedy: "set tool_calls to text or auto, or engine.type to a server")
        }
        var options = core
        options.form = .native
        return options
    }

    var specification: AgentSpecification {
        AgentSpecification(
            tools: isHotpot ? ["search", "lookup"] : tools.map(\.rawValue) + http.map(\.name), wikipedia: wikipedia,
            http: http)
    }

    func toolbox(_ bench: Bench) throws -> Toolbox {
        let local = bench.retriever.map(RetrieverArticles.init)
        if isHotpot { return try HotpotProtocol.toolbox(client: bench.wikipedia, local: local) }
        let chosen: [any Tool] = tools.compactMap { tool in
            switch tool {
            case .wikipediaSearch: WikipediaTool(client: bench.wikipedia, local: local)
            case .lookup: LookupTool()
            case .calculator: CalculatorTool()
            case .retrieval:
                bench.retriever.map {
                    RetrievalTool(retriever: $0, method: retrieval?.method ?? .bm25, passages: retrieval?.k ?? 3)
                }
            }
        }
        return try Toolbox(chosen + bench.tools + [FinishTool()])
    }

    /// - Throws: `LabError` when there are fewer worked examples than shots.
    func template(for task: TaskFamily) throws -> ReActTemplate {
        guard !isHotpot else { return HotpotProtocol.template }
        return ReActTemplate(examples: try ReActExamples.text(shots, task: task, tools: tools))
    }

    /// Everything that prompts are made of beside the question.
    var fingerprint: String {
        let examples = TaskFamily.allCases.map { (try? template(for: $0).examples) ?? "" }
        let instructions = isHotpot ? HotpotProtocol.template.instructions ?? "" : ""
        let own = http.isEmpty ? [] : [(try? JSON.text(http)) ?? ""]
        let calls = toolCalls == .auto ? "" : "," + toolCalls.rawValue
        let tools = specification.tools.joined(separator: ",") + calls
        let parts = own + [(try? JSON.text(core)) ?? "", tools, instructions]
        return (parts + examples).joined(separator: "\n")
    }
}
