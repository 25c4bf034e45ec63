import ForgeCore

/// GSM8K: the answer is the whole worked solution, whose last line is `#### n`.
struct GSM8KReader: DatasetReader {
    struct Row: Decodable {
        var question: String
        var answer: String
    }

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        guard row.answer.contains("####") else { throw RecordProblem("the solution has no `####` before its result") }
        return Sample(id: id, question: row.question, answers: [row.answer], task: task)
    }
}
