import ForgeCore

/// TriviaQA in the row layout of its Hub data set (`rc.nocontext`).
struct TriviaQAReader: DatasetReader {
    struct Row: Decodable {
        struct Answer: Decodable {
            var value: String
            var aliases: [String]
            var normalizedAliases: [String]

            enum CodingKeys: String, CodingKey {
                case value, aliases
                case normalizedAliases = "normalized_aliases"
            }
        }

        var question: String
        var questionID: String?
        var questionSource: String?
        var answer: Answer

        enum CodingKeys: String, CodingKey {
            case question, answer
            case questionID = "question_id"
            case questionSource = "question_source"
        }
    }

    func sample(from row: Row, id: String, task: TaskFamily) -> Sample {
        let source = row.questionSource ?? ""
        return Sample(
            id: row.questionID.flatMap { $0.isEmpty ? nil : $0 } ?? id, question: row.question,
            answers: [row.answer.value] + row.answer.aliases.filter { $0 != row.answer.value },
            normalizedAliases: row.answer.normalizedAliases, task: task,
            metadata: source.isEmpty ? [:] : ["source": .string(source)])
    }
}
