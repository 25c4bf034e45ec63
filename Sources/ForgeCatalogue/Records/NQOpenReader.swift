import ForgeCore

/// NQ-open: a question and its list of short answers. Judged model predictions that some copies add are left out.
struct NQOpenReader: DatasetReader {
    struct Row: Decodable {
        var question: String
        var answer: [String]
    }

    func sample(from row: Row, id: String, task: TaskFamily) -> Sample {
        Sample(id: id, question: row.question, answers: row.answer, task: task)
    }
}
