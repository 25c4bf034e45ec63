import ForgeAgents
import ForgeCore

extension ReActSettings {
    static let fields = [
        ConfigField(
            "knowledge_base", .string,
            help: "for the tool retrieval, and for wikipedia_search where Wikipedia does not answer (`forge kb list`)"),
        ConfigField(
            "retrieval", .choice(RetrievalMethod.allCases.map(\.rawValue)), default: "bm25",
            help: "how the tool retrieval searches the knowledge base"),
        ConfigField("k", .integer(1...10), default: 3, help: "passages that the tool retrieval shows"),
        ConfigField(
            "tools", .list(of: .choice(ToolName.allCases.map(\.rawValue))),
            help: "tools that the model may call; by default all that there are"),
        HTTPToolOptions.field,
        ConfigField(
            "protocol", .choice(["default", "hotpot"]), default: "default",
            help: "hotpot is the setting of the ReAct paper: its prompt, search and lookup, at most 7 steps"),
        ConfigField(
            "form", .choice([ReActOptions.Form.text, .chat].map(\.rawValue)), default: "text",
            help: "text is one growing text, chat a conversation with the model's own template"),
        ConfigField(
            "tool_calls", .choice(ReActSettings.ToolCalls.allCases.map(\.rawValue)), default: "auto",
            help:
                "text reads calls from what the model writes, native declares the tools to a server and takes its calls; "
                + "auto is native where the server says that the model's template knows tools, else text"),
        ConfigField(
            "constrained", .bool, default: false, help: "a grammar lets the model write valid steps and nothing else"),
        ConfigField(
            "max_iterations", .integer(1...50),
            help: "steps before an answer is forced: 5, in the protocol hotpot 7 and none is forced"),
        ConfigField("shots", .integer(0...2), default: 0, help: "worked examples before the question"),
        ConfigField(
            "online", .bool, default: true,
            help: "wikipedia_search asks Wikipedia first; without, the knowledge base alone answers"),
        ConfigField("wikipedia_language", .string, default: "en", help: "which Wikipedia is asked (en, de, pt)"),
        ConfigField(
            "observation_characters", .integer(50...100_000),
            help: "characters of a result that the model is shown (1500)"),
        ConfigField("step_tokens", .integer(8...4096), help: "tokens of one step (200, in the protocol hotpot 100)"),
        ConfigField("token_budget", .integer(1...10_000_000), help: "tokens in and out of all steps together"),
        ConfigField("time_budget", .number(0.001...86_400), help: "seconds of all steps and tools together"),
        ConfigField("tool_budget", .integer(0...1000), help: "calls of tools"),
    ]
}
