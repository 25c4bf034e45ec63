import ForgeCore
import ForgeLab

/// The prompts of the engine's benchmark: the lab's own, over its built-in questions and a few passages.
struct BenchPrompts {
    let ordinary: [Prompt]
    let fewShot: [Prompt]
    /// Passages with questions whose answers stand in them word for word.
    let quoting: [Prompt]
    /// Questions about each of these contexts, in a mixed order.
    let contexts: [Prompt]

    /// - Parameters:
    ///   - contexts: how many there are.
    ///   - questions: asked about each of them.
    init(questions: [String], contexts: Int, perContext: Int) throws {
        let samples = questions.enumerated().map {
            Sample(id: "\($0)", question: $1, answers: [], task: .openQuestion)
        }
        ordinary = try samples.map { try Self.builder(shots: 0, reasoning: .stepByStep).prompt(for: $0, chat: true) }
        fewShot = try samples.map { try Self.builder(shots: 5, reasoning: .stepByStep).prompt(for: $0, chat: true) }
        let builder = try Self.builder(shots: 0, reasoning: nil)
        let asks = [
            "Repeat the second sentence of the passage.", "Quote the passage word for word from its beginning.",
        ]
        quoting = try Self.passages.flatMap { passage in
            try asks.map { try builder.prompt(for: Self.sample($0), context: passage, chat: true) }
        }
        var mixed: [Prompt] = []
        for number in 0..<perContext {
            for context in 0..<contexts {
                let question = "\(samples[(number * 7 + context) % samples.count].question)"
                mixed.append(
                    try builder.prompt(for: Self.sample(question), context: Self.context(context), chat: true))
            }
        }
        var generator = SeededGenerator(seed: 7)
        self.contexts = mixed.shuffled(using: &generator)
    }

    private static func sample(_ question: String) -> Sample {
        Sample(id: question, question: question, answers: [], task: .openQuestion)
    }

    private static func builder(shots: Int, reasoning: ReasoningStyle?) throws -> PromptBuilder {
        let options = try MethodOptions(["shots": .integer(shots)], fields: PromptOptions.fields(shots: 0))
        return PromptBuilder(
            options: try PromptOptions(options), reasoning: reasoning, isContextual: reasoning == nil)
    }

    /// Passages in an order of their own under a number of their own: no two contexts begin alike.
    private static func context(_ number: Int) -> String {
        var generator = SeededGenerator(seed: UInt64(number))
        let shown = passages.shuffled(using: &generator).prefix(3)
        return "Record \(number + 1).\n\n" + shown.joined(separator: "\n\n")
    }

    private static let passages = [
        """
        The lighthouse at Skarn Point was finished in 1871 after four summers of work. Its lamp burned rapeseed oil until \
        1904, when a generator was shipped from Bergen. The keeper, Ane Holm, recorded the weather three times a day for \
        twenty-six years. Her books are kept in the town library and are open to visitors on Thursdays.
        """,
        """
        Copper melts at 1,085 degrees Celsius and conducts electricity better than any metal except silver. Most of the \
        copper that is mined today comes from Chile and Peru. Pipes, cables and roofs use about two thirds of it. Copper \
        can be melted down and used again without losing its quality.
        """,
        """
        The common swift spends almost its whole life in the air and lands only to breed. It sleeps, drinks and mates on \
        the wing. Ringed birds have been shown to live for more than twenty years. In that time a swift flies farther than \
        from the earth to the moon and back again several times.
        """,
        """
        Paper was made from mulberry bark in China about two thousand years ago. The craft travelled west with merchants and \
        reached Samarkand in the eighth century. Mills driven by water beat the fibres to pulp. In 1799 Louis-Nicolas Robert \
        built the first machine that made paper in an endless sheet.
        """,
        """
        The valley of the Orr is flooded every spring when the snow melts. Farmers there build their barns on mounds that are \
        up to five metres high. The oldest mound was dated to the year 920 by the rings of its oak posts. Since the dam was \
        closed in 1962 the floods have become lower, but they have not ended.
        """,
        """
        A fugue begins with a single voice that states the subject. The second voice answers with the same subject in another \
        key while the first goes on with a countersubject. When all voices have entered, the exposition is complete. Episodes \
        without the subject then lead from one group of entries to the next.
        """,
    ]
}
