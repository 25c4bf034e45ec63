import ForgeCore
import Foundation
import Testing

/// The real texts of the golden blocks, chosen as `tokenizer_goldens.py` does.
enum SharedTexts {
    private static let sources: [(path: String, fields: [String])] = [
        ("gsm8k/test.jsonl", ["question", "answer"]),
        ("hh-rlhf/helpful-base_test.jsonl", ["chosen", "rejected"]),
        ("hotpotqa_passages/corpus.jsonl", ["text"]),
        ("nli/multinli_1.0_dev_matched_subset.jsonl", ["sentence1", "sentence2"]),
        ("nli/snli_1.0_dev_subset.jsonl", ["sentence1", "sentence2"]),
        ("scifact/corpus.jsonl", ["text"]),
        ("scifact/queries.jsonl", ["text"]),
        (triviaQA, ["question"]),
        ("wikipedia_sections/articles.jsonl", ["section_texts"]),
    ]
    private static let triviaQA = "triviaqa/validation_rc_nocontext.jsonl"

    static let all = Result { try read() }

    private static func read() throws -> [String] {
        var texts: [String] = []
        for source in sources {
            for record in try records(source.path) {
                for field in source.fields {
                    let value = try #require(record[field])
                    texts += value.array?.compactMap(\.string) ?? [value.string].compactMap(\.self)
                }
            }
        }
        texts = stride(from: 0, to: texts.count, by: 2).map { texts[$0] }
        for (index, record) in try records(triviaQA).enumerated() where index.isMultiple(of: 8) {
            texts.append(try #require(record["answer"]?["aliases"]?.array).compactMap(\.string).joined(separator: "\n"))
        }
        return texts
    }

    private static func records(_ path: String) throws -> [JSONValue] {
        let file = SharedFolder.url.appending(path: "data").appending(path: path)
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
            try JSONValue(parsing: String(decoding: $0, as: UTF8.self))
        }
    }
}
