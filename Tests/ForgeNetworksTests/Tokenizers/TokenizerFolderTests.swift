import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct TokenizerFolderTests {
    @Test("vocab.txt and tokenizer_config.json give the tokenizer of tokenizer.json", arguments: [true, false])
    func wordPieceFiles(isUncased: Bool) throws {
        let golden = TokenizerGolden.folder.appending(path: isUncased ? "bert-uncased" : "bert-cased")
        let root = try TokenizerFiles(folder: golden).json("tokenizer.json")
        let members = try #require(root["model"]?["vocab"]?.members).sorted { ($0.value.id ?? 0) < ($1.value.id ?? 0) }
        let lines = Data(members.map(\.key).joined(separator: [10]))
        try TemporaryFolder.with([
            "vocab.txt": lines, "tokenizer_config.json": Data("{\"do_lower_case\": \(isUncased)}".utf8),
        ]) { folder in
            try expectEqual(TokenizerFolder.load(at: folder), TokenizerFolder.load(at: golden))
        }
    }

    @Test("vocab.json and merges.txt give the tokenizer of tokenizer.json")
    func bytePairFiles() throws {
        let golden = TokenizerGolden.folder.appending(path: "roberta")
        let text = try Data(contentsOf: golden.appending(path: "tokenizer.json"))
        let model = try #require(try JSONValue(parsing: String(decoding: text, as: UTF8.self))["model"])
        let merges = try #require(model["merges"]?.array).map { pair in
            pair.array?.compactMap(\.string).joined(separator: " ") ?? ""
        }
        try TemporaryFolder.with([
            "vocab.json": JSON.data(try #require(model["vocab"])),
            "merges.txt": Data(("#version: 0.2\n" + merges.joined(separator: "\n") + "\n").utf8),
        ]) { folder in
            try expectEqual(TokenizerFolder.load(at: folder), TokenizerFolder.load(at: golden))
        }
    }

    private func expectEqual(_ one: any Tokenizer, _ other: any Tokenizer) throws {
        for text in try TokenizerGolden.strings("texts") {
            #expect(one.tokens(of: text) == other.tokens(of: text))
            #expect(
                one.encode(text, text, maxLength: 20, truncation: .longestFirst)
                    == other.encode(text, text, maxLength: 20, truncation: .longestFirst))
        }
        #expect(one.specialTokens == other.specialTokens)
        #expect(one.vocabularySize == other.vocabularySize)
    }

    @Test("special tokens, size and length of a folder are known")
    func specialTokens() throws {
        let bert = try TokenizerGolden.tokenizer("bert-uncased")
        #expect(bert.specialTokens.padding == 0)
        #expect(bert.specialTokens.classifier == 2)
        #expect(bert.specialTokens.separator == 3)
        #expect(bert.specialTokens.end == nil)
        #expect(bert.maxLength == nil)
        let roberta = try TokenizerGolden.tokenizer("roberta")
        #expect(roberta.specialTokens.padding == 1)
        #expect(roberta.specialTokens.end == 2)
        #expect(roberta.vocabularySize == 700)
    }

    @Test("a folder without a tokenizer is an error that names the files")
    func missing() throws {
        try TemporaryFolder.with([:]) { folder in
            let error = try #require(throws: NetworkError.self) { try TokenizerFolder.load(at: folder) }
            #expect(error.code == "tokenizer.missing")
        }
    }

    @Test(
        "a malformed or unsupported tokenizer.json is an error, never a crash",
        arguments: [
            ("", "tokenizer.malformed"), ("[]", "tokenizer.malformed"), ("{\"model\": 1}", "tokenizer.malformed"),
            ("{\"model\": {\"type\": \"Unigram\", \"vocab\": {\"a\": 0}}}", "tokenizer.unsupported"),
            ("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": -1}}}", "tokenizer.malformed"),
            ("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 4e9}}}", "tokenizer.malformed"),
            ("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0.5}}}", "tokenizer.malformed"),
            ("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {}}}", "tokenizer.malformed"),
            (
                "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}, \"unk_token\": \"b\"}}",
                "tokenizer.malformed"
            ),
            (
                "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}, \"unk_token\": \"a\"}}",
                "tokenizer.unsupported"
            ),
            ("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": []}}", "tokenizer.unsupported"),
            ("{\"model\": \"\\ud800\"}", "tokenizer.malformed"),
            (String(repeating: "[", count: 100_000), "tokenizer.malformed"),
            ("{\"model\": {\"vocab\": {\"" + String(repeating: "a", count: 2000) + "\": 0}}}", "tokenizer.malformed"),
        ])
    func malformed(text: String, code: String) throws {
        try TemporaryFolder.with(["tokenizer.json": Data(text.utf8)]) { folder in
            let error = try #require(throws: NetworkError.self) { try TokenizerFolder.load(at: folder) }
            #expect(error.code == code)
            #expect(error.cause != nil && error.remedy != nil)
        }
    }

    @Test("bytes that are not UTF-8 are an error")
    func notUTF8() throws {
        try TemporaryFolder.with(["vocab.txt": Data([0x5B, 0xFF, 0xFE])]) { folder in
            #expect(throws: NetworkError.self) { try TokenizerFolder.load(at: folder) }
        }
    }

    @Test("a damaged tokenizer.json loads or throws, and what loads tokenises", arguments: ["bert-uncased", "roberta"])
    func damaged(name: String) throws {
        let whole = try Data(contentsOf: TokenizerGolden.folder.appending(path: "\(name)/tokenizer.json"))
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<60 {
            var data = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                data[Int.random(in: 0..<data.count, using: &generator)] = UInt8.random(
                    in: 0x20..<0x7F, using: &generator)
            }
            if Bool.random(using: &generator) { data = data.prefix(Int.random(in: 0..<data.count, using: &generator)) }
            try TemporaryFolder.with(["tokenizer.json": data]) { folder in
                do {
                    let tokens = try TokenizerFolder.load(at: folder).tokens(of: "naïve <mask> [SEP] words, 東京")
                    #expect(tokens.ids.count == tokens.ranges.count)
                } catch {
                    #expect(error is NetworkError)
                }
            }
        }
    }
}

/// A folder that is there for one test.
enum TemporaryFolder {
    static func with(_ files: [String: Data], _ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "forge-tokenizer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, data) in files { try data.write(to: folder.appending(path: name)) }
        try body(folder)
    }
}
