import ForgeCore
import Foundation
import Testing

@testable import ForgeTraining

struct `Rows of preference pairs` {
    private func parse(_ row: String) -> Result<PreferencePair, PairProblem> { PairParser.pair(fromLine: row) }

    @Test func `A transcript is split at its longest common prefix of turns`() throws {
        let pair = try parse(
            #"{"chosen": "\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: Two\n\nwords\n\nAssistant: Sure. ", "#
                + #""rejected": "\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: Two\n\nwords\n\nAssistant: No."}"#
        ).get()
        #expect(
            pair.prompt == [
                ChatMessage(.user, "Hi"), ChatMessage(.assistant, "Yes?"), ChatMessage(.user, "Two\n\nwords"),
            ])
        #expect(pair.chosen == "Sure." && pair.rejected == "No.")
        #expect(
            Transcript.text(of: pair.prompt)
                == "\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: Two\n\nwords\n\nAssistant:")
    }

    @Test func `Texts with a prompt, messages with and without one, and our own lines are read`() throws {
        let text = try parse(#"{"prompt": "The sky is", "chosen": " blue", "rejected": " green"}"#).get()
        #expect(text.isText && text.prompt == [ChatMessage(.user, "The sky is")] && text.chosen == " blue")
        let user = #"{"role": "user", "content": "Q"}"#
        let good = #"{"role": "assistant", "content": "A"}"#, bad = #"{"role": "assistant", "content": "B"}"#
        let explicit = try parse(#"{"prompt": [\#(user)], "chosen": [\#(good)], "rejected": [\#(bad)]}"#).get()
        let implicit = try parse(#"{"chosen": [\#(user), \#(good)], "rejected": [\#(user), \#(bad)]}"#).get()
        #expect(explicit == implicit)
        #expect(explicit == PreferencePair(prompt: [ChatMessage(.user, "Q")], chosen: "A", rejected: "B"))
        for pair in [text, explicit] { #expect(try parse(JSON.text(pair)).get() == pair) }
    }

    @Test(
        arguments: [
            ("not json", PairProblem.notJSON),
            (#"{"chosen": "a"}"#, .unknownFields),
            (#"{"chosen": 1, "rejected": 2}"#, .unknownFields),
            (#"{"chosen": "a", "rejected": "b"}"#, .notTranscript),
            (#"{"chosen": "\n\nAssistant: a", "rejected": "\n\nAssistant: b"}"#, .notTranscript),
            (#"{"chosen": "\n\nHuman: q\n\nAssistant: a", "rejected": "\n\nHuman: q\n\nAssistant: a"}"#, .sameAnswers),
            (#"{"chosen": "\n\nHuman: q\n\nAssistant: a", "rejected": "\n\nHuman: p\n\nAssistant: a"}"#, .noPrompt),
            (#"{"chosen": "\n\nHuman: q\n\nAssistant:", "rejected": "\n\nHuman: q\n\nAssistant: a"}"#, .emptyAnswer),
            (
                #"{"chosen": "\n\nHuman: q\n\nAssistant: a\n\nHuman: r\n\nAssistant: s", "#
                    + #""rejected": "\n\nHuman: q\n\nAssistant: b"}"#, .severalTurns
            ),
            (#"{"prompt": "", "chosen": "a", "rejected": "b"}"#, .noPrompt),
            (#"{"prompt": "p", "chosen": "a", "rejected": "a"}"#, .sameAnswers),
        ])
    func `Rows that are no pair say why`(row: String, problem: PairProblem) {
        #expect(throws: problem) { try parse(row).get() }
    }
}

struct `Files of preference pairs` {
    private func write(_ bytes: Data, _ name: String, in folder: URL) throws -> String {
        let url = folder.appending(path: name)
        try bytes.write(to: url)
        return url.path
    }

    private static let rows =
        (0..<5).map { #"{"prompt": "p\#($0)", "chosen": "a", "rejected": "b"}"# }
        + [
            #"{"prompt": "p0", "chosen": "a", "rejected": "b"}"#, #"{"prompt": "x", "chosen": "a", "rejected": "a"}"#,
            "",
        ]

    /// `printf '{"prompt": "p", "chosen": "a", "rejected": "b"}\\n' | gzip -9n`
    private static let packed = "H4sIAAAAAAACA6tWKijKzy0oUbJSUCpQ0lFQSs7IL07NA3ETQdyi1KzU5JLUFJBAklItFwDout+fMAAAAA=="

    @Test func `Repeated rows and rows that are no pair are counted and left out`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-pairs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plain = Data(Self.rows.joined(separator: "\n").utf8)
        let file = try PairFile(path: write(plain, "pairs.jsonl", in: folder))
        #expect(file.pairs.count == 5 && file.repeated == 1 && file.dropped == [.sameAnswers: 1] && file.rows == 7)

        let packed = try #require(Data(base64Encoded: Self.packed))
        #expect(try PairFile(path: write(packed, "pairs.jsonl.gz", in: folder)).pairs.map(\.chosen) == ["a"])
        #expect(try PairFile(path: write(packed + packed, "two.jsonl.gz", in: folder)).repeated == 1)
        let cut = #expect(throws: TrainingError.self) {
            try PairFile(path: write(packed.dropLast(9), "cut.jsonl.gz", in: folder))
        }
        #expect(cut?.code == "data.broken" && cut?.cause == "it ends in the middle.")
        var damaged = packed
        damaged[packed.count - 7] ^= 1
        #expect(throws: TrainingError.self) { try PairFile(path: write(damaged, "bad.jsonl.gz", in: folder)) }
        let empty = #expect(throws: TrainingError.self) { try PairFile(path: write(Data(), "no.jsonl", in: folder)) }
        #expect(empty?.code == "data.no-pairs")
        let missing = #expect(throws: TrainingError.self) { try PairFile(path: folder.path + "/none") }
        #expect(missing?.code == "data.unreadable")
    }

    @Test func `Lines end at line feeds only, and files over 4 GiB are refused unread`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-pairs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let answer = "a\u{2028}b\u{2029}c\u{85}d"
        let rows = ["p", "q"].map { "{\"prompt\": \"\($0)\", \"chosen\": \"\(answer)\", \"rejected\": \"b\"}\r\n" }
        let file = try PairFile(path: write(Data(rows.joined().utf8), "pairs.jsonl", in: folder))
        #expect(file.pairs.map(\.chosen) == [answer, answer] && file.dropped.isEmpty)

        let path = try write(Data(), "large.jsonl", in: folder)
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: 4 << 30 + 1)
        try handle.close()
        let error = #expect(throws: TrainingError.self) { try PairFile(path: path) }
        #expect(error?.code == "data.too-large")
    }

    @Test
    func `A split is the same for a seed, its parts share nothing, and smaller training sets are parts of larger`()
        throws
    {
        let pairs = (0..<50).map {
            PreferencePair(prompt: [ChatMessage(.user, "\($0)")], chosen: "a", rejected: "b")
        }
        var config = DataConfig(path: "", train: 30, validation: 5, test: 10, seed: 3)
        let split = try PairSplit(pairs, config: config)
        #expect(try PairSplit(pairs, config: config).hashes() == split.hashes())
        #expect(Set((split.train + split.validation + split.test).map(\.id)).count == 45)
        config.train = 12
        let smaller = try PairSplit(pairs, config: config)
        #expect(smaller.test == split.test && smaller.validation == split.validation)
        #expect(smaller.train == Array(split.train.prefix(12)))
        config.seed = 4
        #expect(try PairSplit(pairs, config: config).test != split.test)
        config.train = 40
        let error = #expect(throws: TrainingError.self) { try PairSplit(pairs, config: config) }
        #expect(error?.code == "data.too-few")
    }
}
