import ForgeCore
import Testing

@Suite("Measures of agents")
struct AgentMetricTests {
    private static func observation(_ text: String, success: Bool = true, isFromTool: Bool = true)
        -> JSONValue
    {
        ["text": .string(text), "success": .bool(success), "isFromTool": .bool(isFromTool)]
    }

    private static func trace(_ status: String?, _ observations: [JSONValue], forced: Int = 0)
        -> JSONValue
    {
        let steps = observations.map {
            ["isForced": false, "action": ["tool": "t"], "observation": $0] as JSONValue
        }
        let ends = Array(repeating: ["isForced": true] as JSONValue, count: forced)
        var agent: [String: JSONValue] = ["steps": .array(steps + ends)]
        if let status { agent["outcome"] = ["ending": ["status": .string(status)]] }
        return ["agent": .object(agent)]
    }

    private func score(
        _ measure: AgentMetric.Measure, _ trace: JSONValue, answers: [String] = ["Paris"],
        titles: [String] = []
    ) -> Double? {
        let sample = Sample(
            id: "s", question: "?", answers: answers,
            supportingFacts: titles.map { SupportingFact(title: $0, sentence: 0) }, task: .multiHop)
        let prediction = Prediction(
            experimentID: "x", index: 0, sampleID: "s", question: "?", golds: answers, trace: trace)
        return AgentMetric(measure).score(ScorableOutput(prediction), for: sample)
    }

    @Test func `a method that is no agent, and a run that has not ended, have none`() {
        for measure in AgentMetric.Measure.allCases {
            for trace in [.null, [:], ["agent": 3], ["agent": ["steps": []]], Self.trace(nil, [])]
                as [JSONValue]
            {
                #expect(score(measure, trace) == nil, "\(measure) of \(trace)")
            }
        }
    }

    @Test func `a run without calls has no shares, but counts`() {
        let trace = Self.trace("answered", [], forced: 1)
        #expect(score(.answered, trace) == 1 && score(.stuck, trace) == 0)
        #expect(score(.calls, trace) == 0 && score(.iterations, trace) == 0)
        #expect(score(.efficiency, trace) == nil && score(.failures, trace) == nil)
    }

    @Test func `the machine's own answers are no calls, forced steps no iterations`() {
        let trace = Self.trace(
            "stuck",
            [
                Self.observation("No such tool.", success: false, isFromTool: false),
                Self.observation("gone", success: false),
                Self.observation("Paris"),
            ], forced: 1)
        #expect(score(.calls, trace) == 2 && score(.iterations, trace) == 3)
        #expect(score(.failures, trace) == 0.5 && score(.efficiency, trace) == 0.5)
        #expect(score(.stuck, trace) == 1 && score(.answered, trace) == 0)
    }

    @Test(
        arguments: [
            ("The city of Paris.", ["Paris"], [], 1), ("Parisian", ["Paris"], [], 0),
            ("the start", ["art"], [], 0),
            ("PARIS!", ["paris"], [], 1), ("yes and no", ["yes"], [], nil), ("yes", ["no"], [], nil),
            ("On Titan (moon) today", ["yes"], ["Titan (moon)"], 1),
            ("nothing", ["yes"], ["Titan (moon)"], 0),
            ("text", [""], [], nil), ("A café", ["cafe", "café"], [], 1),
        ] as [(String, [String], [String], Double?)])
    func `a call is useful when it names an answer or a supporting title`(
        text: String, answers: [String], titles: [String], expected: Double?
    ) {
        let trace = Self.trace("answered", [Self.observation(text)])
        #expect(score(.efficiency, trace, answers: answers, titles: titles) == expected)
    }

    @Test func `a failed call is not useful, whatever it says`() {
        let trace = Self.trace("answered", [Self.observation("There is no Paris.", success: false)])
        #expect(score(.efficiency, trace) == 0)
    }

    @Test
    func `every measure is registered, says which way is better, and is binary where it says so`() {
        for measure in AgentMetric.Measure.allCases {
            let metric = AgentMetric(measure)
            #expect(AnswerMetrics.named(measure.rawValue)?.summary == metric.summary)
            #expect(
                metric.isHigherBetter || metric.summary.contains("lower is better")
                    || [.iterations, .calls].contains(measure))
        }
        #expect(
            AgentMetric.Measure.allCases.filter { AgentMetric($0).isBinary } == [.stuck, .answered])
    }
}
