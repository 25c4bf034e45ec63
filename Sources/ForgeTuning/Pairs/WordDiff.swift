/// Which words two answers have of their own, for readers that compare them.
package struct WordDiff: Sendable, Hashable {
    /// A stretch of a text; the texts of all pieces together are the whole.
    package struct Piece: Sendable, Codable, Hashable {
        package var text: String
        /// Whether the other answer lacks it in this place.
        package var isOwn: Bool
    }

    package var first: [Piece]
    package var second: [Piece]

    /// The comparison's time grows with the product of words and differences; what is beyond is not compared.
    static let mostWords = 800

    package init(_ first: String, _ second: String) {
        let (a, b) = (Self.words(first), Self.words(second))
        let difference = b.prefix(Self.mostWords).map(\.word).difference(from: a.prefix(Self.mostWords).map(\.word))
        var removed: Set<Int> = [], inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        self.first = Self.pieces(a, own: removed)
        self.second = Self.pieces(b, own: inserted)
    }

    /// Words, each with the white space after it; that before the first word belongs to it.
    private static func words(_ text: String) -> [(word: Substring, whole: Substring)] {
        var words: [(word: Substring, whole: Substring)] = []
        var start = text.startIndex
        while start < text.endIndex {
            let wordStart = text[start...].firstIndex { !$0.isWhitespace } ?? text.endIndex
            let wordEnd = text[wordStart...].firstIndex(where: \.isWhitespace) ?? text.endIndex
            let end = text[wordEnd...].firstIndex { !$0.isWhitespace } ?? text.endIndex
            words.append((text[wordStart..<wordEnd], text[start..<end]))
            start = end
        }
        return words
    }

    private static func pieces(_ words: [(word: Substring, whole: Substring)], own: Set<Int>) -> [Piece] {
        var pieces: [Piece] = []
        for (index, word) in words.enumerated() {
            let isOwn = own.contains(index)
            if let last = pieces.indices.last, pieces[last].isOwn == isOwn {
                pieces[last].text += word.whole
            } else {
                pieces.append(Piece(text: String(word.whole), isOwn: isOwn))
            }
        }
        return pieces
    }
}
