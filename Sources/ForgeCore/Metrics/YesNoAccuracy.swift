/// Accuracy on yes/no questions (`acc.yesno`, ours): the first of the words yes, no, true and false in the answer must
/// mean what the gold means (true is yes, false is no); an answer with none of them, or no answer, is 0.
///
/// Nil for a sample whose golds are not one of these words. BoolQ's own protocol compares the likelihoods of the two
/// words, so its numbers are higher than these for a model that answers something else.
package struct YesNoAccuracy: Metric {
    package let name = "acc.yesno"
    package let version = 1
    package let summary = "The first yes/no/true/false of the answer means the same as the gold"
    package let isBinary = true

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        let golds = sample.answers.compactMap(YesNo.onlyWord(of:))
        guard !golds.isEmpty else { return nil }
        guard let answer = output.answer, let said = YesNo.first(in: answer) else { return 0 }
        return golds.contains(said) ? 1 : 0
    }
}

/// The meaning of the words yes, no, true and false.
enum YesNo: Sendable {
    case yes, no

    init?(_ word: some Sequence<UInt8>) {
        if word.elementsEqual("yes".utf8) || word.elementsEqual("true".utf8) {
            self = .yes
        } else if word.elementsEqual("no".utf8) || word.elementsEqual("false".utf8) {
            self = .no
        } else {
            return nil
        }
    }

    static func first(in text: String) -> YesNo? {
        words(text).lazy.compactMap { YesNo($0) }.first
    }

    static func onlyWord(of text: String) -> YesNo? {
        let words = words(text)
        return words.count == 1 ? YesNo(words[0]) : nil
    }

    private static func words(_ text: String) -> [ArraySlice<UInt8>] {
        AnswerNormalization.triviaqa.bytes(of: text).split(separator: UInt8(ascii: " "))
    }
}
