/// `finish(answer)`: ends the run. The machine takes the answer; nothing is executed.
package struct FinishTool: Tool {
    package static let name = "finish"

    package let spec = ToolSpec(
        name: FinishTool.name, aliases: ["answer", "final_answer", "submit"],
        summary: "gives the final answer and ends the task",
        parameters: [ToolParameter("answer", .string, "the answer, as short as possible")])

    package init() {}

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        .success(arguments.string("answer"))
    }
}
