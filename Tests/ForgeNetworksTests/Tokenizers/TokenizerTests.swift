import ForgeCore
import Foundation
import Testing

@testable import ForgeNetworks

@Suite struct TokenizerTests {
    @Test(
        "the length of a pair never exceeds the limit, and both texts are cut by the rule",
        arguments: [PairTruncation.longestFirst, .onlyFirst, .onlySecond])
    func limits(truncation: PairTruncation) throws {
        for first in 0..<8 {
            for second in 0..<8 {
                for room in -1..<18 {
                    let kept = truncation.lengths(first, second, room: room)
                    #expect(kept.first + kept.second == min(first + second, max(room, 0)))
                    #expect((0...first).contains(kept.first) && (0...second).contains(kept.second))
                    if truncation == .onlySecond, first <= room { #expect(kept.first == first) }
                    if truncation == .onlyFirst, second <= room { #expect(kept.second == second) }
                }
            }
        }
    }

    @Test("a limit below the special tokens leaves only them", arguments: ["bert-uncased", "roberta"])
    func tinyLimit(name: String) throws {
        let tokenizer = try TokenizerGolden.tokenizer(name)
        let sequence = tokenizer.encode("some words", maxLength: 0)
        #expect(sequence.ids == [tokenizer.specialTokens.classifier, tokenizer.specialTokens.separator])
        #expect(sequence.isTruncated)
        #expect(!tokenizer.encode("", maxLength: 2).isTruncated)
        #expect(tokenizer.encode("", "", maxLength: 1, truncation: .onlyFirst).ids.count == (name == "roberta" ? 4 : 3))
    }

    @Test("a text is cut where its tokens are")
    func cut() throws {
        let tokenizer = try TokenizerGolden.tokenizer("bert-uncased")
        let text = "The quick brown fox jumps over the lazy dog."
        let ids = tokenizer.tokens(of: text).ids
        let sequence = tokenizer.encode(text, maxLength: 7)
        #expect(Array(sequence.ids.dropFirst().dropLast()) == Array(ids.prefix(5)))
        #expect(sequence.types == Array(repeating: 0, count: 7))
        #expect(sequence.isTruncated)
        #expect(!tokenizer.encode(text, maxLength: ids.count + 2).isTruncated)
    }

    @Test("ranges follow one another on the borders of scalars", arguments: ["bert-cased", "roberta"])
    func ranges(name: String) throws {
        let tokenizer = try TokenizerGolden.tokenizer(name)
        for text in try TokenizerGolden.strings("texts") {
            let bytes = Array(text.utf8)
            var last = 0..<0
            for range in tokenizer.tokenRanges(of: text) {
                #expect(range.lowerBound >= last.lowerBound && range.upperBound <= bytes.count)
                #expect(String(validating: bytes[range], as: UTF8.self) != nil)
                last = range
            }
        }
    }

    @Test("a word of 200,000 letters takes no quadratic time", arguments: ["bert-uncased", "roberta"])
    func longWord(name: String) throws {
        let tokenizer = try TokenizerGolden.tokenizer(name)
        let text = String(repeating: "ab", count: 100_000)
        let duration = ContinuousClock().measure { _ = tokenizer.tokens(of: text) }
        #expect(duration < .seconds(60))
    }

    @Test("an added token may want no word beside it and take white space with it")
    func addedTokens() {
        let finder = AddedTokenFinder([
            AddedToken(id: 1, content: Array("<a>".utf8), isSingleWord: true),
            AddedToken(id: 2, content: Array("<b>".utf8), takesSpaceBefore: true, takesSpaceAfter: true),
            AddedToken(id: 3, content: Array("<b><b>".utf8)),
        ])
        var parts: [String] = []
        var text = "x<a> <a> \u{2003}<b>\n y<b><b>z"
        text.withUTF8 { bytes in
            finder.split(bytes, 0..<bytes.count) { id, part in
                parts.append("\(id ?? 0)" + String(decoding: bytes[part], as: UTF8.self))
            }
        }
        #expect(parts == ["0x<a> ", "1<a>", "2<b>", "0y", "3<b><b>", "0z"])
    }
}
