import ForgeCore

/// Worked examples in the form that the agent's steps have.
enum ReActExamples {
    private typealias Example = (needs: [ReActSettings.ToolName], text: String)

    /// - Throws: `LabError` when there are fewer that the tools allow.
    static func text(_ count: Int, task: TaskFamily, tools: [ReActSettings.ToolName]) throws -> String {
        guard count > 0 else { return "" }
        let fitting = (task == .math ? sums : questions).filter { Set($0.needs).isSubset(of: tools) }
        guard fitting.count >= count else {
            throw LabError(
                .invalidInput, "examples.few",
                "\(count) examples of \(task.rawValue) with these tools are asked for and there are \(fitting.count)",
                remedy: "lower method.shots or allow more tools")
        }
        return fitting.prefix(count).map(\.text).joined(separator: "\n\n")
    }

    private static let sums: [Example] = [
        (
            [.calculator],
            """
            Question: A shop sells pens at 3 dollars each. Mia buys 14 pens and pays with a 50 dollar note. How much change \
            does she get?
            Thought: The pens cost 14 times 3, which is taken from 50.
            Action: calculator[50 - 14 * 3]
            Observation: 8
            Thought: The change is 8 dollars.
            Answer: 8
            """
        ),
        (
            [.calculator],
            """
            Question: A train travels 60 miles an hour for 2.5 hours and then 30 miles more. How far does it travel?
            Thought: The first part is 60 times 2.5, and 30 miles are added.
            Action: calculator[60 * 2.5 + 30]
            Observation: 180
            Thought: It travels 180 miles.
            Answer: 180
            """
        ),
    ]

    private static let questions: [Example] = [
        (
            [.wikipediaSearch],
            """
            Question: In which country was the author of The Little Prince born?
            Thought: I need to find who wrote The Little Prince.
            Action: wikipedia_search[The Little Prince]
            Observation: The Little Prince: a novella written by Antoine de Saint-Exupéry.
            Thought: The author is Antoine de Saint-Exupéry. I need to find where he was born.
            Action: wikipedia_search[Antoine de Saint-Exupéry]
            Observation: Antoine de Saint-Exupéry: a writer and pilot, born in Lyon, France.
            Thought: He was born in France.
            Answer: France
            """
        ),
        (
            [.wikipediaSearch],
            """
            Question: Which river is longer, the Rhine or the Seine?
            Thought: I need the lengths of both rivers.
            Action: wikipedia_search[Rhine]
            Observation: Rhine: a river of about 1,230 km.
            Thought: Next I need the length of the Seine.
            Action: wikipedia_search[Seine]
            Observation: Seine: a river of 777 km.
            Thought: 1,230 km is longer than 777 km.
            Answer: the Rhine
            """
        ),
    ]
}
