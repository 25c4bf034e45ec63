/// Splits running text into sentences; abbreviations ("U.S.", "Dr."), initials and decimals do not end one.
///
/// A sentence ends at a line break, or at `.`, `!` or `?` (closing quotes and brackets included) before white space.
/// After an abbreviation that can end a sentence ("etc.", "U.S.") the next word decides: it does before a word that
/// usually opens one ("The", "It").
package enum SentenceSplitter {
    /// The sentences in order, trimmed, none empty.
    package static func split(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return ranges(in: bytes[...]).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The same as ranges of a UTF-8 text.
    package static func ranges(in bytes: ArraySlice<UInt8>) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var rest = bytes
        while let range = first(in: rest) {
            ranges.append(range)
            rest = bytes[range.upperBound...]
        }
        return ranges
    }

    /// The first sentence that is not empty.
    static func first(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let start = bytes.firstIndex(where: { !$0.isASCIISpace }) else { return nil }
        for index in start..<bytes.endIndex {
            let end = bytes[index] == UInt8(ascii: "\n") ? index : endOfSentence(in: bytes, from: start, at: index)
            if let end { return trimmed(start..<end, of: bytes) }
        }
        return trimmed(start..<bytes.endIndex, of: bytes)
    }

    private static func trimmed(_ range: Range<Int>, of bytes: ArraySlice<UInt8>) -> Range<Int> {
        let text = bytes[range].trimmed()
        return text.startIndex..<text.endIndex
    }

    /// Where the sentence that began at `start` ends if its closing mark stands at `index`; nil if it goes on.
    private static func endOfSentence(in bytes: ArraySlice<UInt8>, from start: Int, at index: Int) -> Int? {
        guard ".!?".utf8.contains(bytes[index]) else { return nil }
        let end = endOfClosers(in: bytes, from: index + 1)
        guard end == bytes.endIndex || bytes[end].isASCIISpace else { return nil }
        guard bytes[index] == UInt8(ascii: "."), end == index + 1 else { return end }
        let word = bytes[start..<index].suffix { !$0.isASCIISpace && !"(\"'*".utf8.contains($0) }
        let next = bytes[end...].drop { $0.isASCIISpace }.prefix { $0.isASCIILetter }
        return endsSentence(after: word, before: next, isFirstWord: word.startIndex == start) ? end : nil
    }

    /// Skips further closing marks, quotes, brackets and emphasis: `."`, `!)`, `.**`, `.”`.
    private static func endOfClosers(in bytes: ArraySlice<UInt8>, from index: Int) -> Int {
        var end = index
        while end < bytes.endIndex {
            if ".!?\"')]*_".utf8.contains(bytes[end]) {
                end += 1
            } else if bytes.starts(with: "”", at: end) || bytes.starts(with: "’", at: end) {
                end += 3
            } else {
                break
            }
        }
        return end
    }

    private static func endsSentence(
        after word: ArraySlice<UInt8>, before next: ArraySlice<UInt8>, isFirstWord: Bool
    ) -> Bool {
        // "1." at the start of a line numbers a list.
        if isFirstWord, !word.isEmpty, word.allSatisfy(\.isASCIIDigit) { return false }
        let lowered = String(decoding: word.map(PythonText.lower), as: UTF8.self)
        if titles.contains(lowered) { return false }
        let isInitial = word.count == 1 && word.allSatisfy { $0.isASCIILetter && $0 < 97 } && lowered != "i"
        let isInitialism = word.contains(UInt8(ascii: ".")) && word.last?.isASCIILetter == true
        guard isInitial || isInitialism || abbreviations.contains(lowered) else { return true }
        return openers.contains(String(decoding: next, as: UTF8.self))
    }

    /// Always followed by a name or a number.
    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "mt", "ft", "gen", "col", "capt", "lt", "sgt", "rev", "hon", "gov",
        "sen",
        "rep", "fr", "vs", "fig", "eq", "e.g", "i.e", "approx",
    ]

    /// May stand at the end of a sentence too.
    private static let abbreviations: Set<String> = [
        "jr", "sr", "etc", "inc", "ltd", "co", "corp", "dept", "univ", "vol", "no", "ave", "blvd", "rd", "jan", "feb",
        "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "al", "ca",
    ]

    private static let openers: Set<String> = [
        "The", "It", "He", "She", "They", "We", "This", "That", "These", "Those", "There", "In", "On", "At", "So",
        "Thus",
        "Therefore", "Hence", "However", "But", "And", "If", "When", "As", "Its", "His", "Her", "Their", "Answer",
        "Then",
    ]
}
