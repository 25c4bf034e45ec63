/// What metrics need of an agent's trace: kept under `agent` in the prediction's trace, in the form of ForgeAgents.
package struct AgentRecord: Sendable, Decodable, Hashable {
    package static let key = "agent"

    package struct Step: Sendable, Decodable, Hashable {
        package var isForced: Bool
        package var action: Action?
        package var observation: Observation?
    }

    package struct Action: Sendable, Decodable, Hashable {
        package var tool: String
    }

    package struct Observation: Sendable, Decodable, Hashable {
        package var text: String
        package var success: Bool
        package var isFromTool: Bool
    }

    private struct Outcome: Sendable, Decodable, Hashable {
        struct Ending: Sendable, Decodable, Hashable { var status: String }
        var ending: Ending
    }

    package var steps: [Step]
    private var outcome: Outcome?

    /// Of a stored prediction; nil for a method that is no agent.
    package init?(trace: JSONValue) {
        guard let value = trace[Self.key], let found = try? JSON.decode(Self.self, from: JSON.data(value)) else {
            return nil
        }
        self = found
    }

    /// Nil for a run that has not ended.
    package var status: String? { outcome?.ending.status }
    package var iterations: Int { steps.count { !$0.isForced } }
    /// What tools answered.
    package var results: [Observation] { steps.compactMap(\.observation).filter(\.isFromTool) }
}
