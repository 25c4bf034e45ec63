/// How an answer is brought into the form that is compared. METRICS.md, "Answers".
package enum AnswerNormalization: Sendable, Hashable {
    /// Lower-case, ASCII punctuation deleted, articles to spaces, white space collapsed
    /// (huggingface/evaluate `metrics/squad/compute_score.py`; HotpotQA's script has the same).
    case squad
    /// Underscores, ASCII punctuation and ‘ ’ ´ ` become spaces; the rest as SQuAD
    /// (mandarjoshi90/triviaqa `evaluation/triviaqa_evaluation.py`).
    case triviaqa

    /// The normalised text, for display and for keys.
    package func callAsFunction(_ text: String) -> String {
        String(decoding: bytes(of: text), as: UTF8.self)
    }

    /// The normalised text as UTF-8: tokens separated by one space.
    func bytes(of text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { utf8 in ascii(utf8) } ?? unicode(text)
    }

    /// Nearly all answers are ASCII, and bytes are an order of magnitude faster than scalars; nil for others.
    private func ascii(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var collector = TokenCollector(capacity: utf8.count)
        for byte in utf8 {
            if byte >= 0x80 { return nil }
            if PythonText.isWord(byte), byte != UInt8(ascii: "_") {
                collector.word(PythonText.lower(byte))
            } else if PythonText.isPunctuation(byte) {
                if self == .triviaqa { collector.space() }
            } else if byte <= 32, PythonText.isSpace(Unicode.Scalar(byte)) {
                collector.space()
            } else {
                collector.other(CollectionOfOne(byte))
            }
        }
        return collector.finish()
    }

    private func unicode(_ text: String) -> [UInt8] {
        var collector = TokenCollector(capacity: text.utf8.count)
        for scalar in PythonText.lowercased(text) {
            if PythonText.isPunctuation(scalar) {
                if self == .triviaqa { collector.space() }
            } else if PythonText.isSpace(scalar) || (self == .triviaqa && Self.isTriviaQAQuote(scalar)) {
                collector.space()
            } else if PythonText.isWord(scalar) {
                for byte in UTF8.encode(scalar) ?? .init() { collector.word(byte) }
            } else {
                collector.other(UTF8.encode(scalar) ?? .init())
            }
        }
        return collector.finish()
    }

    /// The non-ASCII quotation marks that TriviaQA's script treats as punctuation: ‘ ’ ´.
    private static func isTriviaQAQuote(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{2018}" || scalar == "\u{2019}" || scalar == "\u{B4}"
    }
}

/// Collects characters into tokens separated by single spaces and drops runs of word characters that are articles.
///
/// Equal to Python's `" ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())` in one pass.
private struct TokenCollector {
    private var bytes: [UInt8] = []
    /// Where the current run of word characters began.
    private var runStart = 0
    private var isSpacePending = false

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func word(_ byte: UInt8) {
        openToken()
        bytes.append(byte)
    }

    /// A character that is neither white space nor part of a word: it ends a run, not a token.
    mutating func other(_ encoded: some Sequence<UInt8>) {
        endRun()
        openToken()
        bytes.append(contentsOf: encoded)
        runStart = bytes.count
    }

    mutating func space() {
        endRun()
        isSpacePending = true
    }

    mutating func finish() -> [UInt8] {
        endRun()
        return bytes
    }

    private mutating func openToken() {
        guard isSpacePending else { return }
        isSpacePending = false
        if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
        runStart = bytes.count
    }

    private mutating func endRun() {
        guard Self.isArticle(bytes[runStart...]) else {
            runStart = bytes.count
            return
        }
        bytes.removeSubrange(runStart...)
        if bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        runStart = bytes.count
        isSpacePending = true
    }

    private static func isArticle(_ run: ArraySlice<UInt8>) -> Bool {
        switch run.count {
        case 1: run.elementsEqual("a".utf8)
        case 2: run.elementsEqual("an".utf8)
        case 3: run.elementsEqual("the".utf8)
        default: false
        }
    }
}
