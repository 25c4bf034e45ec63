import ForgeAgents
import ForgeCore
import ForgeLab

/// One step of an agent: thought, action, observation, and what it cost.
struct AgentStepView: Sendable, Hashable {
    struct Argument: Sendable, Hashable {
        let name: String
        let value: String
    }

    struct Observation: Sendable, Hashable {
        let sign: String
        let word: String
        /// Class of its colour: `good` or `bad`.
        let kind: String
        /// `calculator · 12 ms · en.wikipedia.org`.
        let about: String
        let text: [GoldMarks.Part]
        /// What is left out of `text`.
        let rest: [GoldMarks.Part]
        let hasRest: Bool
        let hasGold: Bool
    }

    /// A remark about what did not go as it should, with a sign.
    struct Remark: Sendable, Hashable {
        let text: String
        let isBad: Bool
    }

    let id: String
    let title: String
    let isForced: Bool
    /// `620 tokens in (540 from cache, 97.2 % of what is repeated), 42 out · 340 ms`.
    let cost: String
    let remarks: [Remark]
    let hasRemarks: Bool
    let thought: LongText?
    let tool: String?
    let arguments: [Argument]
    /// As the model wrote them, when they could not be understood.
    let rawInput: String?
    let answer: LongText?
    /// The output as it came, where no reader understood it.
    let output: LongText?
    let observation: Observation?

    init(_ step: AgentStep, before: AgentStep?, gold: GoldMarks) {
        id = "step-\(step.number)"
        title = step.isForced ? "Forced answer" : "Step \(step.number)"
        isForced = step.isForced
        cost = Self.cost(step.usage, before: before?.usage)
        remarks = Self.remarks(step)
        hasRemarks = !remarks.isEmpty
        thought = step.thought.map { LongText($0) }
        tool = step.action?.tool
        arguments = (step.action?.arguments?.values ?? [:]).sorted { $0.key < $1.key }.map {
            Argument(name: $0.key, value: $0.value.string ?? (try? JSON.text($0.value)) ?? "")
        }
        rawInput = step.action.flatMap { $0.arguments == nil ? Self.written($0.input) : nil }
        answer = step.answer.map { LongText($0, limit: 500) }
        output = step.parser == nil ? LongText(step.output, limit: 1000) : nil
        observation = step.observation.map { Observation($0, tool: step.action?.tool, gold: gold) }
    }

    private static func cost(_ usage: ModelUsage, before: ModelUsage?) -> String {
        let repeated = before.map { min($0.inputTokens + $0.outputTokens, usage.inputTokens) } ?? 0
        let share = repeated > 0 ? Double(min(usage.cachedTokens, repeated)) / Double(repeated) : nil
        let cached = "\(NumberText.count(usage.cachedTokens)) from cache"
        return "\(NumberText.count(usage.inputTokens)) tokens in (\(cached)"
            + (share.map { ", \(NumberText.percent($0)) of what is repeated" } ?? "")
            + "), \(NumberText.count(usage.outputTokens)) out · \(NumberText.seconds(usage.seconds))"
    }

    private static func remarks(_ step: AgentStep) -> [Remark] {
        var remarks: [Remark] = []
        switch step.parser {
        case nil: remarks.append(Remark(text: "✗ not understood by any reader", isBad: true))
        case let parser? where parser.isFallback:
            remarks.append(Remark(text: "– read by a fallback: \(parser.rawValue)", isBad: false))
        case let parser?: remarks.append(Remark(text: "read as \(parser.rawValue)", isBad: false))
        }
        if step.isForced { remarks.append(Remark(text: "– an answer was asked for, no step", isBad: false)) }
        if step.ignoredCalls > 0 {
            let calls = step.ignoredCalls == 1 ? "1 further call was" : "\(step.ignoredCalls) further calls were"
            remarks.append(Remark(text: "– \(calls) not made", isBad: false))
        }
        return remarks
    }

    private static func written(_ input: ActionInput) -> String {
        switch input {
        case .text(let text): text
        case .values(let values, let named):
            (values.map(text) + named.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" })
                .joined(separator: ", ")
        case .object(let members): text(.object(members))
        }
    }

    private static func text(_ value: JSONValue) -> String { (try? JSON.text(value)) ?? "" }
}

extension AgentStepView.Observation {
    /// Characters that show at once.
    private static let shown = 1500

    fileprivate init(_ observation: AgentObservation, tool: String?, gold: GoldMarks) {
        let error = observation.errorKind.map { AgentWords.status($0.rawValue) } ?? "failed"
        (sign, word, kind) = observation.success ? ("✓", "ok", "good") : ("✗", error, "bad")
        let cut = observation.cutCharacters
        about = [
            observation.isFromTool ? tool : "not called",
            observation.isFromTool ? NumberText.seconds(observation.seconds) : nil,
            observation.source,
            cut > 0 ? "\(cut == 1 ? "1 character" : "\(NumberText.count(cut)) characters") cut off" : nil,
        ].compactMap(\.self).joined(separator: " · ")
        let parts = gold.parts(of: observation.text)
        (text, rest) = GoldMarks.split(parts, after: Self.shown)
        hasRest = !rest.isEmpty
        hasGold = parts.contains(where: \.isGold)
    }
}
