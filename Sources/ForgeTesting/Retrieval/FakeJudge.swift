package import ForgeCore
import Synchronization

/// A judge by words: a hypothesis is entailed as far as its words stand in the premise, and contradicted when the premise
/// says `not`. Its tokens are words.
package final class FakeJudge: EntailmentJudge {
    package let info: EncoderInfo
    private let asked = Mutex<[[EntailmentPair]]>([])

    /// - Parameter maxTokens: words of both texts and four special tokens.
    package init(name: String = "fake-judge", maxTokens: Int = 64, sha256: String = "j0") {
        info = EncoderInfo(
            name: name, architecture: "bert", sha256: sha256, dimension: 3, maxTokens: maxTokens, precision: "float32")
    }

    /// The pairs of every call so far.
    package var calls: [[EntailmentPair]] { asked.withLock { $0 } }

    package func judge(_ pairs: [EntailmentPair]) async throws -> [Entailment] {
        asked.withLock { $0.append(pairs) }
        return pairs.map(Self.judgement)
    }

    package func tokenRanges(of text: String) -> [Range<Int>] { WordMeter().tokenRanges(of: text) }

    private static func judgement(_ pair: EntailmentPair) -> Entailment {
        let premise = Set(words(pair.premise))
        let hypothesis = words(pair.hypothesis)
        let share = Double(hypothesis.count(where: premise.contains)) / Double(max(1, hypothesis.count))
        if premise.contains("not") { return Entailment(entailment: 0, neutral: 1 - share, contradiction: share) }
        return Entailment(entailment: share, neutral: 1 - share, contradiction: 0)
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

/// Tokens are runs of bytes other than white space.
package struct WordMeter: TokenMeter {
    package init() {}

    package func tokenRanges(of text: String) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start: Int?
        for (position, byte) in text.utf8.enumerated() {
            let isSpace = byte == 32 || (9...13).contains(byte)
            if isSpace, let begun = start {
                ranges.append(begun..<position)
                start = nil
            } else if !isSpace, start == nil {
                start = position
            }
        }
        if let start { ranges.append(start..<text.utf8.count) }
        return ranges
    }
}
