package import ForgeCore

/// A way to get an answer out of a model: the thing under study.
///
/// A new method is one file that conforms and one line in `Methods.all`. It is written as plain sequential code:
/// batching, caching, logging, retries and limits happen below `bench.generate`.
package protocol Method: Sendable {
    /// Name in configs (`cot`).
    static var name: String { get }
    /// One sentence for help texts and tables.
    static var summary: String { get }
    /// The options it takes beside its name; the validator, the help and the web form are made from it.
    static var options: [ConfigField] { get }

    /// - Throws: `LabError` when options contradict one another.
    init(options: MethodOptions) throws

    /// Name with its variant, as results show it (`cot.few-shot`).
    var label: String { get }
    /// What makes its prompts, without the question: hashed into the provenance.
    var promptTemplate: String { get }
    /// What it looks up; nil for a method that does not.
    var retrieval: RetrievalSpecification? { get }

    /// The tools that its model may call; nil for a method that is no agent.
    var agent: AgentSpecification? { get }

    /// Whether the method can do with samples of these families, asked before anything runs.
    ///
    /// - Throws: `LabError` when it lacks something for one of them.
    func check(_ tasks: Set<TaskFamily>) throws

    func answer(_ sample: Sample, using bench: Bench) async throws -> MethodAnswer
}

extension Method {
    package var retrieval: RetrievalSpecification? { nil }
    package var agent: AgentSpecification? { nil }
}

/// What a method concluded for one sample.
package struct MethodAnswer: Sendable, Hashable {
    package var output: String
    package var answer: ParsedAnswer
    /// The method's steps, when it has more than one.
    package var trace: JSONValue

    package init(output: String, answer: ParsedAnswer, trace: JSONValue = .null) {
        self.output = output
        self.answer = answer
        self.trace = trace
    }
}
