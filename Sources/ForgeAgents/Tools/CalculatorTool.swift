/// `calculator(expression)`.
package struct CalculatorTool: Tool {
    package let spec = ToolSpec(
        name: "calculator", aliases: ["calculate", "calc", "math", "compute"],
        summary:
            "computes an arithmetic expression: + - * / % ^, parentheses, sqrt, ln, log (base 10), sin, round, min, max",
        parameters: [ToolParameter("expression", .expression, "an expression with numbers, like (3 + 4) * 2")],
        resultIsAnswer: true)

    package init() {}

    package func execute(_ arguments: ToolArguments, context: inout ToolContext) async -> ToolResult {
        do throws(CalculatorError) {
            return .success(try Calculator.evaluate(arguments.string("expression")))
        } catch {
            return .failure(.notPossible, "Cannot compute this: \(error.message).")
        }
    }
}
