import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct RecordTests {
    @Test(arguments: [
        (
            RecordFormat.nqOpen, #"{"question": "who?", "answer": ["A", "B"], "def_correct_predictions": ["C"]}"#,
            ["A", "B"]
        ),
        (.asDiv, #"{"passage": "Two apples.", "question": "How many?", "answer": "9 apples"}"#, ["9 apples", "9"]),
        (
            .asDiv, #"{"body": "Two.", "question": "How many?", "answer": "1,200 (apples)"}"#,
            ["1,200 (apples)", "1,200"]
        ),
        (.asDiv, #"{"passage": "It is noon.", "question": "When?", "answer": "3:30 p.m."}"#, ["3:30 p.m."]),
        (.asDiv, #"{"passage": "A race.", "question": "Who?", "answer": "Mrs. Hilt"}"#, ["Mrs. Hilt"]),
        (.boolQ, #"{"question": "is it", "title": "T", "answer":"False",  "passage": "P"}"#, ["no", "false"]),
        (.boolQ, #"{"question": "is it", "answer": true, "passage": "P"}"#, ["yes", "true"]),
        (.truthfulQA, #"{"question": "q?", "answer": ["x", "y"]}"#, ["x", "y"]),
        (
            .truthfulQA,
            #"{"question": "q?", "best_answer": "y", "correct_answers": ["x", "y"], "incorrect_answers": ["z"]}"#,
            ["y", "x"]
        ),
        (.gsm8k, #"{"question": "q?", "answer": "1+1=2\n#### 2"}"#, ["1+1=2\n#### 2"]),
        (
            .triviaQA,
            #"{"question": "q?", "question_id": "tc_1", "answer": {"value": "B", "aliases": ["A", "B"], "normalized_aliases": ["a", "b"]}}"#,
            ["B", "A"]
        ),
    ])
    func `a record of each layout gives its answers`(
        _ format: RecordFormat, _ line: String, _ answers: [String]
    ) async throws {
        #expect(try await samples(line, format).map(\.answers) == [answers])
    }

    @Test func `HotpotQA's column layout equals its pair layout`() async throws {
        let pairs = """
            [{"_id": "1", "question": "q?", "answer": "a", "supporting_facts": [["T", 0], ["U", 2]],
              "context": [["T", ["s1", " s2"]], ["U", []]], "type": "bridge", "level": "hard"}]
            """
        let columns = """
            {"id": "1", "question": "q?", "answer": "a", "supporting_facts": {"title": ["T", "U"], "sent_id": [0, 2]}, \
            "context": {"title": ["T", "U"], "sentences": [["s1", " s2"], []]}, "type": "bridge", "level": "hard"}
            """
        let fromPairs = try await samples(pairs, .hotpotQA)
        #expect(fromPairs == (try await samples(columns, .hotpotQA)))
        #expect(fromPairs.first?.passages.first?.text == "s1 s2")
    }

    @Test func `columns of unequal length are an error`() async throws {
        let line = """
            {"id": "1", "question": "q?", "answer": "a", "supporting_facts": {"title": ["T"], "sent_id": []}, \
            "context": {"title": [], "sentences": []}}
            """
        #expect(await cause(of: line, .hotpotQA)?.contains("line 1") == true)
    }

    @Test func `lines end at a newline only, and a carriage return before it is cut off`() async throws {
        let text =
            "{\"question\": \"a\u{2028}b\u{85}c\", \"answer\": [\"x\"]}\r\n\n{\"question\": \"d\", \"answer\": [\"y\"]}"
        let samples = try await samples(text, .nqOpen)
        #expect(samples.map(\.question) == ["a\u{2028}b\u{85}c", "d"])
        #expect(samples.map(\.id) == ["data-1", "data-2"])
    }

    @Test func `a byte order mark is passed over`() async throws {
        let data = Data([0xEF, 0xBB, 0xBF]) + Data(#"{"question": "q", "answer": ["x"]}"#.utf8)
        #expect(try await read(data, .nqOpen).count == 1)
    }

    @Test(arguments: [
        ("{\"question\": \"q\", \"answer\": [\"x\"]}\n{\"question\": \"q\"", "line 2: it is not valid JSON"),
        ("{\"question\": \"q\", \"answer\": [\"x\"]}\n\n{\"question\": \"q\"}", "line 3: `answer` is missing"),
        ("{\"question\": \"q\", \"answer\": \"x\"}", "line 1: `answer` is not"),
        ("{\"question\": \"q\", \"answer\": [1]}", "line 1: `answer[0]` is not a text"),
        ("{\"question\": null, \"answer\": [\"x\"]}", "line 1: `question` is null"),
        ("[1, 2]", "the array: `record 1` is not"),
        ("17", "line 1: the record is not"),
        ("{\"question\": \" \", \"answer\": [\"x\"]}", "line 1: the question is empty"),
        ("{\"question\": \"q\", \"answer\": []}", "line 1: there is no answer"),
        ("", "it holds no records"),
        ("\n \n", "it holds no records"),
        ("[]", "it holds no records"),
    ])
    func `what is wrong with a file is said with its line`(_ text: String, _ expected: String) async throws {
        let found = await cause(of: text, .nqOpen)
        #expect(found?.hasPrefix(expected) == true, "\(found ?? "no cause")")
    }

    @Test func `invalid UTF-8 is an error with its line`() async throws {
        let data =
            Data("{\"question\": \"q\", \"answer\": [\"x\"]}\n{\"question\": \"".utf8) + Data([0xC3, 0x28])
            + Data("\", \"answer\": [\"x\"]}".utf8)
        let error = await failure { try await read(data, .nqOpen) }
        #expect(error?.cause == "line 2: the text is not valid UTF-8")
    }

    @Test func `UTF-16 is named as such`() async throws {
        let error = await failure { try await read(Data([0xFF, 0xFE, 0x7B, 0]), .nqOpen) }
        #expect(error?.code == "dataset.encoding")
    }

    @Test func `two records with one id are an error that names both`() async throws {
        let line =
            #"{"question": "q", "answer": {"value": "a", "aliases": [], "normalized_aliases": []}, "question_id": "x"}"#
        let error = await failure { try await samples(line + "\n\n" + line, .triviaQA) }
        #expect(error?.code == "dataset.duplicate-id")
        #expect(error?.cause == "line 3: the id `x` is that of line 1 too")
    }

    @Test func `a line of some megabytes is read`() async throws {
        let long = String(repeating: "x", count: 5 << 20)
        let samples = try await samples(#"{"question": "\#(long)", "answer": ["y"]}"#, .nqOpen)
        #expect(samples.first?.question.utf8.count == 5 << 20)
    }

    @Test func `a solution without its result mark is refused`() async throws {
        #expect(await cause(of: #"{"question": "q", "answer": "2"}"#, .gsm8k)?.contains("####") == true)
    }

    // MARK: Own data

    @Test func `own JSONL is read by its columns`() async throws {
        let columns = ColumnMapping(question: "q", answers: "gold.text", id: "key", context: "ctx", separator: "|")
        let text = #"{"q": "why?", "gold": {"text": "a | b||c"}, "key": 7, "ctx": ["one", "two"]}"#
        let samples = try await samples(text, .jsonl, columns)
        #expect(samples.first?.answers == ["a", "b", "c"])
        #expect(samples.first?.id == "7")
        #expect(samples.first?.passages.map(\.text) == ["one", "two"])
    }

    @Test func `answers may be a list of texts and numbers`() async throws {
        let text = #"{"question": "why?", "answer": ["a", 2, 2.5]}"#
        #expect(try await samples(text, .jsonl, ColumnMapping()).first?.answers == ["a", "2", "2.5"])
    }

    @Test func `a missing column lists the columns there are`() async throws {
        let error = await failure { try await samples(#"{"frage": "q", "answer": "x"}"#, .jsonl, ColumnMapping()) }
        #expect(error?.cause == "line 1: there is no column `question`; the columns are: answer, frage")
    }

    @Test func `own CSV is read with quotes, line breaks and lists`() async throws {
        let text =
            "id,question,answer,note\r\n1,\"What, \"\"really\"\"?\nYes\",\"[\"\"a\"\", \"\"b\"\"]\",\r\n2,Plain?,c|d,x\r\n"
        let columns = ColumnMapping(id: "id", separator: "|")
        let samples = try await samples(text, .csv, columns)
        #expect(samples.map(\.id) == ["1", "2"])
        #expect(samples.map(\.question) == ["What, \"really\"?\nYes", "Plain?"])
        #expect(samples.map(\.answers) == [["a", "b"], ["c", "d"]])
    }

    @Test(arguments: [
        ("question,answer\nq,a,b\n", "line 2: it has 3 fields, the header 2"),
        ("question,answer\n\"q,a\nx,y\n", "line 2: a quoted field that begins here is never closed"),
        ("question,answer\nq\"x,a\n", "line 2: a quote stands inside a field that is not quoted"),
        ("question,answer\n\"q\"x,a\n", "line 2: text follows the closing quote of a field"),
        ("question,question\nq,a\n", "line 1: two columns have the same name"),
        ("question,answer\n\"a\nb\",x\nq,\n", "line 4: there is no answer"),
        ("question,gold\nq,a\n", "line 2: there is no column `answer`; the columns are: gold, question"),
        ("question,answer\n", "it holds no records"),
    ])
    func `what is wrong with a CSV file is said with its line`(_ text: String, _ expected: String) async throws {
        let error = await failure { try await samples(text, .csv, ColumnMapping()) }
        #expect(error?.cause == expected)
    }

    // MARK: Details

    private func cause(of text: String, _ format: RecordFormat) async -> String? {
        await failure { try await samples(text, format) }?.cause
    }

    private func samples(_ text: String, _ format: RecordFormat, _ columns: ColumnMapping? = nil) async throws
        -> [Sample]
    {
        try await read(Data(text.utf8), format, columns)
    }

    private func read(_ data: Data, _ format: RecordFormat, _ columns: ColumnMapping? = nil) async throws -> [Sample] {
        var samples: [Sample] = []
        try await withTemporaryFolder { folder in
            let url = folder.appending(path: "data")
            try data.write(to: url)
            samples = try DatasetFile(url: url, format: format, columns: columns, task: .openQuestion, idPrefix: "data")
                .samples()
        }
        return samples
    }
}
