import ForgeCore
import ForgeLab

/// Every model call, in the order of the questions.
struct CallsTab: Sendable, Hashable {
    static let pageSize = 20

    let calls: [CallView]
    let hasCalls: Bool
    let summary: String
    let firstPath: String?
    let nextPath: String?
    let empty: EmptyState?

    init(_ experiment: Experiment, page: ForgeCore.Page<ModelCall>, isFirst: Bool) {
        calls = page.items.map { CallView($0, linksToExample: true) }
        hasCalls = !calls.isEmpty
        summary = "\(NumberText.count(page.total)) model calls"
        let path = ExperimentTab.calls.path(of: experiment.id)
        firstPath = isFirst ? nil : path
        nextPath = page.next.map { PageLink.to(PageLink.experiment(experiment.id), [("tab", "calls"), ("after", $0)]) }
        empty =
            hasCalls
            ? nil
            : EmptyState(title: "No calls yet", text: "Every prompt and output is kept here as it comes.", actions: [])
    }
}

/// One model call with its prompt and output.
struct CallView: Sendable, Hashable {
    let title: String
    /// Of its example; nil on the example's own page.
    let path: String?
    let purpose: String
    let prompt: LongText
    let output: LongText
    /// `58 in (32 cached), 12 out · 340 ms · first token 120 ms · end-of-turn`.
    let about: String

    init(_ call: ModelCall, linksToExample: Bool) {
        title =
            linksToExample
            ? "Example \(NumberText.count(call.index + 1)), call \(call.step + 1)" : "Call \(call.step + 1)"
        path = linksToExample ? PageLink.example(call.experimentID, call.index) : nil
        purpose = call.purpose
        prompt = LongText(call.prompt)
        output = LongText(call.output)
        let cached = call.cachedTokens > 0 ? " (\(NumberText.count(call.cachedTokens)) from cache)" : ""
        about = [
            "\(NumberText.count(call.inputTokens)) tokens in\(cached), \(NumberText.count(call.outputTokens)) out",
            NumberText.seconds(call.latency), "first token \(NumberText.seconds(call.timeToFirstToken))",
            "queued \(NumberText.seconds(call.queueTime))", "ended by \(call.finishReason.rawValue)", call.engine,
        ].joined(separator: " · ")
    }
}
