package import ForgeCore

/// How each task family is put to a model.
package enum TaskWording {
    package static func instruction(for task: TaskFamily) -> String {
        switch task {
        case .openQuestion, .multiHop: "Answer the question with a few words, not a sentence."
        case .math: "Solve the problem. Answer with the number only."
        case .yesNo: "Answer the question with yes or no."
        case .truthfulness: "Answer the question truthfully in one short sentence."
        }
    }

    /// Before the instruction where passages were looked up: they may be beside the point.
    package static let contextInstruction = "Use the passages below where they help."

    package static func reasoningInstruction(for task: TaskFamily) -> String {
        let form =
            switch task {
            case .openQuestion, .multiHop: "the answer in a few words"
            case .math: "the number only"
            case .yesNo: "yes or no"
            case .truthfulness: "the answer in one short sentence"
            }
        return "Think step by step. End with a line \"Answer:\" followed by \(form)."
    }

    /// The phrase that Kojima et al. 2022 put before the second call, per task.
    package static func extraction(for task: TaskFamily) -> String {
        switch task {
        case .math: "Therefore, the answer (arabic numerals) is"
        case .yesNo: "Therefore, the answer (yes or no) is"
        default: "Therefore, the answer is"
        }
    }
}
