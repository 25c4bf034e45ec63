import ForgeCore

/// HotpotQA, distractor and fullwiki, in the layout of its official files (pairs) or of its Hub data set (columns).
struct HotpotQAReader: DatasetReader {
    struct Row: Decodable {
        /// `_id` in the official files, `id` in the Hub's rows.
        var officialID: String?
        var id: String?
        var question: String
        var answer: String
        var type: String?
        var level: String?
        var supportingFacts: Facts
        var context: Context

        enum CodingKeys: String, CodingKey {
            case id, question, answer, type, level, context
            case officialID = "_id"
            case supportingFacts = "supporting_facts"
        }
    }

    /// `[[title, sentence], …]` or `{"title": […], "sent_id": […]}`.
    struct Facts: Decodable {
        struct Columns: Decodable {
            var title: [String]
            var sentence: [Int]

            enum CodingKeys: String, CodingKey {
                case title
                case sentence = "sent_id"
            }
        }

        var facts: [SupportingFact]

        init(from decoder: any Decoder) throws {
            if let columns = try? Columns(from: decoder) {
                try requireEqual(columns.title.count, columns.sentence.count, "supporting_facts", decoder)
                facts = zip(columns.title, columns.sentence).map(SupportingFact.init(title:sentence:))
            } else {
                facts = try [Pair<Int>](from: decoder).map { SupportingFact(title: $0.title, sentence: $0.value) }
            }
        }
    }

    /// `[[title, [sentence, …]], …]` or `{"title": […], "sentences": [[…], …]}`.
    struct Context: Decodable {
        struct Columns: Decodable {
            var title: [String]
            var sentences: [[String]]
        }

        var passages: [Passage]

        init(from decoder: any Decoder) throws {
            if let columns = try? Columns(from: decoder) {
                try requireEqual(columns.title.count, columns.sentences.count, "context", decoder)
                passages = zip(columns.title, columns.sentences).map(Passage.init(title:sentences:))
            } else {
                passages = try [Pair<[String]>](from: decoder).map { Passage(title: $0.title, sentences: $0.value) }
            }
        }
    }

    private struct Pair<Value: Decodable>: Decodable {
        var title: String
        var value: Value

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            title = try container.decode(String.self)
            value = try container.decode(Value.self)
        }
    }

    func sample(from row: Row, id: String, task: TaskFamily) -> Sample {
        var metadata: [String: JSONValue] = [:]
        metadata["type"] = row.type.map(JSONValue.string)
        metadata["level"] = row.level.map(JSONValue.string)
        return Sample(
            id: row.officialID ?? row.id ?? id, question: row.question, answers: [row.answer],
            passages: row.context.passages, supportingFacts: row.supportingFacts.facts, task: task,
            metadata: metadata)
    }
}

/// Columns of one record must be equally long, else titles and sentences would be paired wrongly.
private func requireEqual(_ left: Int, _ right: Int, _ field: String, _ decoder: any Decoder) throws {
    guard left == right else {
        throw DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "columns of `\(field)` differ in length"))
    }
}
