import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct GoldenTokenTests {
    static let strategies: [PairTruncation] = [.longestFirst, .onlyFirst, .onlySecond]
    private static let hasShared = SharedFolder.has("data/scifact/corpus.jsonl")

    @Test(
        "ids, ranges and pairs of hard texts equal the library's",
        arguments: ["bert-uncased", "bert-cased", "roberta", "roberta-prefix"])
    func hardTexts(name: String) throws {
        let tokenizer = try TokenizerGolden.tokenizer(name)
        let texts = try TokenizerGolden.strings("texts")
        let cases = try TokenizerGolden.array("cases", name)
        #expect(texts.count == cases.count)
        for (index, (text, golden)) in zip(texts, cases).enumerated() {
            let parts = try #require(golden.array)
            let tokens = tokenizer.tokens(of: text)
            let comment = Comment(rawValue: "\(index): \(text.debugDescription)")
            #expect(try tokens.ids.map(Int.init) == TokenizerGolden.integers(parts[0]), comment)
            let ranges = try Self.ranges(TokenizerGolden.integers(parts[1]))
            if name == "roberta-prefix" {
                #expect(Self.trimmed(tokens.ranges, text) == Self.trimmed(ranges, text), comment)
            } else {
                #expect(tokens.ranges == ranges, comment)
            }
            guard let pair = parts[2].array else { continue }
            let sequence = tokenizer.encode(
                text, texts[(index * 7 + 3) % texts.count], maxLength: 8 + index % 13,
                truncation: Self.strategies[index % 3])
            #expect(try sequence.ids.map(Int.init) == TokenizerGolden.integers(pair[0]), comment)
            #expect(try sequence.types.map(Int.init) == TokenizerGolden.integers(pair[1]), comment)
        }
    }

    private static func ranges(_ places: [Int]) throws -> [Range<Int>] {
        try stride(from: 0, to: places.count, by: 2).map { index in
            try #require(places[index] <= places[index + 1])
            return places[index]..<places[index + 1]
        }
    }

    /// The library doesn't trim the first space when it may have been put there, and places those it puts after an
    /// added token oddly.
    private static func trimmed(_ ranges: [Range<Int>], _ text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        return ranges.compactMap { range in
            let start = range.first { bytes[$0] != 0x20 && bytes[$0] != 0x09 } ?? range.upperBound
            return start < range.upperBound ? start..<range.upperBound : nil
        }
    }

    @Test("12,220 real texts and pairs have the library's ids, ranges and types, WordPiece", .enabled(if: hasShared))
    func realTextsWordPiece() throws {
        let tokenizer = try TokenizerFolder.load(at: SharedFolder.url.appending(path: "models/minilm-nli"))
        try compare(tokenizer, try TokenizerGolden.strings("shared", "hashes", "minilm-nli"))
    }

    @Test(
        "12,220 real texts and pairs have the library's ids, ranges and types, byte-level BPE",
        .enabled(if: hasShared))
    func realTextsBytePair() throws {
        try compare(
            TokenizerGolden.tokenizer("roberta"), try TokenizerGolden.strings("shared", "hashes", "roberta"))
    }

    private static let large = ProcessInfo.processInfo.environment["FORGE_TOKENIZER_LARGE"]

    @Test("the same with a byte-level BPE of 5,000 merges made outside", .enabled(if: hasShared && large != nil))
    func largeBytePair() throws {
        let folder = URL(filePath: try #require(Self.large))
        let golden = try JSONValue(
            parsing: String(decoding: Data(contentsOf: folder.appending(path: "golden.json")), as: UTF8.self))
        let hashes = try #require(golden["hashes"]?.array).compactMap(\.string)
        try compare(TokenizerFolder.load(at: folder), hashes)
    }

    private func compare(_ tokenizer: any Tokenizer, _ hashes: [String]) throws {
        let texts = try SharedTexts.all.get()
        #expect(texts.count == 12_220)
        let size = try TokenizerGolden.value("shared", "block")
        let block = try #require(size.int)
        for (number, golden) in hashes.enumerated() {
            var data = Data()
            for index in number * block..<min((number + 1) * block, texts.count) {
                append(texts, index, tokenizer, to: &data)
            }
            #expect(Digest.sha256(data) == golden, "block \(number)")
        }
        #expect(hashes.count == (texts.count + block - 1) / block)
    }

    private func append(_ texts: [String], _ index: Int, _ tokenizer: any Tokenizer, to data: inout Data) {
        let (text, other) = (texts[index], texts[(index + 1) % texts.count])
        let tokens = tokenizer.tokens(of: text)
        data.append(packed: tokens.ids)
        data.append(packed: tokens.ranges.flatMap { [Int32($0.lowerBound), Int32($0.upperBound)] })
        let (limit, truncation) = (48 + index % 99, Self.strategies[index % 3])
        let empty = tokenizer.encode("", "", maxLength: limit, truncation: truncation).ids.count
        // The library refuses pairs whose named text is too short to make room.
        let room = limit - empty
        let lengths = (tokens.ids.count, tokenizer.tokens(of: other).ids.count)
        let removed = lengths.0 + lengths.1 - room
        if removed > 0 {
            if truncation == .onlyFirst, lengths.0 <= removed { return }
            if truncation == .onlySecond, lengths.1 <= removed { return }
        }
        let sequence = tokenizer.encode(text, other, maxLength: limit, truncation: truncation)
        data.append(packed: sequence.ids)
        data.append(packed: sequence.types.map(Int32.init))
    }
}

extension Data {
    /// Little-endian numbers, and an end that is no number.
    mutating func append(packed numbers: [Int32]) {
        numbers.map(\.littleEndian).withUnsafeBytes { append(contentsOf: $0) }
        append(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF])
    }
}
