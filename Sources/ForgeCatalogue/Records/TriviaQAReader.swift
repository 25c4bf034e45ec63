import ForgeCore

/// TriviaQA in the row layout of its Hub data set (`rc.nocontext`).
struct TriviaQAReader: DatasetReader {
    struct Row: Decodable {
        struct Answer: Decodable {
            var value: String
            var aliases: [String]
            var normalized_aliases: [String]
        }

        var question: String
        var question_id: String?
        var question_source: String?
        var answer: Answer
    }

    func sample(from row: Row, id: String, task: TaskFamily) -> Sample {
        let source = row.question_source ?? ""
        return Sample(
            id: row.question_id.flatMap { $0.isEmpty ? nil : $0 } ?? id, question: row.question,
            answers: [row.answer.value] + row.answer.aliases.filter { $0 != row.answer.value },
            normalizedAliases: row.answer.normalized_aliases, task: task,
            metadata: source.isEmpty ? [:] : ["source": .string(source)])
    }
}
