import ForgeCore

/// Runs the machine against a model and tools, as plain sequential code.
///
/// A value without state: any number of runs go on at once, and none waits for another's tools.
package struct ReActAgent: Sendable {
    /// Calls the model. Throws what the engine throws.
    package typealias Generate = @Sendable (AgentTurn) async throws -> ModelOutput
    /// Told the trace after every event, for a store: a run that was killed goes on from the last one told.
    package typealias Keep = @Sendable (AgentTrace) async throws -> Void

    package let toolbox: Toolbox
    package let options: ReActOptions
    package let template: ReActTemplate

    package init(toolbox: Toolbox, options: ReActOptions = .init(), template: ReActTemplate = .init()) {
        self.toolbox = toolbox
        self.options = options
        self.template = template
    }

    /// - Parameter unfinished: the trace of an earlier run of the same question, to go on from.
    /// - Returns: the whole trace with its outcome.
    /// - Throws: `CancellationError`, and what `generate` throws, except that a model call which does not fit any more
    ///   (`resourceExhausted`) ends the run with what it has.
    package func run(
        _ question: String, resuming unfinished: AgentTrace? = nil, generate: Generate,
        keep: Keep = { _ in }
    ) async throws -> AgentTrace {
        let fresh = AgentTrace(question: question, options: options, tools: toolbox.specs)
        var machine = ReActMachine(resuming: unfinished ?? fresh, template: template)
        var directive = machine.next
        while true {
            try Task.checkCancellation()
            switch directive {
            case .generate(let turn):
                directive = machine.handle(try await output(of: turn, by: generate))
            case .call(let call):
                let (result, context) = try await execute(call)
                directive = machine.handle(.toolReturned(result, context))
            case .end: return machine.trace
            }
            try await keep(machine.trace)
        }
    }

    private func output(of turn: AgentTurn, by generate: Generate) async throws -> ReActMachine.Event {
        do {
            return .generated(try await generate(turn))
        } catch let error as any ForgeError where error.kind == .resourceExhausted {
            return .modelFailed(error.message)
        }
    }

    /// The result with the time it took, or a failure when the time is up.
    private func execute(_ call: ToolCall) async throws -> (ToolResult, ToolContext) {
        guard let tool = toolbox.tool(named: call.tool) else {
            return (.failure(.unknownTool, ToolNames.unknown(call.tool, among: toolbox.specs)), call.context)
        }
        let clock = ContinuousClock()
        let start = clock.now
        var (result, context) = await withTaskGroup(of: (ToolResult, ToolContext)?.self) { group in
            group.addTask {
                var context = call.context
                let result = await tool.execute(call.arguments, context: &context)
                return (result, context)
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(options.toolTimeout))
                return nil
            }
            let first = await group.next()
            group.cancelAll()
            return (first ?? nil) ?? (.failure(.timeout, "\(call.tool) did not answer in time."), call.context)
        }
        try Task.checkCancellation()
        result.seconds = (clock.now - start).seconds
        return (result, context)
    }
}
