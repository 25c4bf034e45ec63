import ForgeCore

/// Finds accepted answers in a text, to be marked: whole words, whatever their case. Yes and no appear everywhere and are
/// not marked.
struct GoldMarks: Sendable {
    struct Part: Sendable, Hashable {
        let text: String
        let isGold: Bool
    }

    /// Accepted answers that are looked for.
    private static let most = 20

    private let golds: [String]

    init(_ golds: [String]) {
        let wanted = golds.filter { !["", "yes", "no"].contains(AnswerNormalization.squad($0)) }
        // Longer ones first: "New York City" rather than the "New York" in it.
        self.golds = Array(
            Set(wanted.map { $0.lowercased() }).sorted { ($1.count, $0) < ($0.count, $1) }.prefix(Self.most))
    }

    /// The text in pieces; joined they are the text.
    func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var plain = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            if Self.isBorder(before: index, in: text), let end = end(ofGoldAt: index, in: text) {
                if plain < index { parts.append(Part(text: String(text[plain..<index]), isGold: false)) }
                parts.append(Part(text: String(text[index..<end]), isGold: true))
                (plain, index) = (end, end)
            } else {
                index = text.index(after: index)
            }
        }
        if plain < text.endIndex { parts.append(Part(text: String(text[plain...]), isGold: false)) }
        return parts
    }

    private func end(ofGoldAt start: String.Index, in text: String) -> String.Index? {
        for gold in golds {
            var (here, there) = (start, gold.startIndex)
            while here < text.endIndex, there < gold.endIndex, text[here].lowercased() == gold[there].lowercased() {
                here = text.index(after: here)
                there = gold.index(after: there)
            }
            if there == gold.endIndex, here == text.endIndex || !Self.isWord(text[here]) || !Self.isWord(gold.last) {
                return here
            }
        }
        return nil
    }

    private static func isBorder(before index: String.Index, in text: String) -> Bool {
        index == text.startIndex || !isWord(text[text.index(before: index)]) || !isWord(text[index])
    }

    private static func isWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber } ?? false
    }

    /// The first `count` characters, and the rest.
    static func split(_ parts: [Part], after count: Int) -> (start: [Part], rest: [Part]) {
        var (start, rest): ([Part], [Part]) = ([], [])
        var left = count
        for part in parts {
            if left == 0 {
                rest.append(part)
            } else if part.text.count <= left || part.isGold {
                start.append(part)
                left = max(0, left - part.text.count)
            } else {
                start.append(Part(text: String(part.text.prefix(left)), isGold: false))
                rest.append(Part(text: String(part.text.dropFirst(left)), isGold: false))
                left = 0
            }
        }
        return (start, rest)
    }
}
