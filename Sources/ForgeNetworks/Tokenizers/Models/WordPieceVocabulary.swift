/// WordPiece (Schuster and Nakajima 2012; Devlin et al. 2019): a word is cut greedily into the longest known pieces.
struct WordPieceVocabulary: Sendable {
    private let trie: ByteTrie
    /// Where pieces inside of a word begin; nil when there are none.
    private let continuation: ByteTrie.Node?
    private let unknown: Int32
    /// Scalars above which a word is unknown.
    let longestWord: Int

    init(trie: ByteTrie, continuationPrefix: [UInt8], unknown: Int32, longestWord: Int) {
        self.trie = trie
        continuation = trie.node(at: continuationPrefix)
        self.unknown = unknown
        self.longestWord = longestWord
    }

    /// Appends a word's pieces, or the unknown token when some part of it is in no piece.
    func cut(_ word: borrowing WordBuffer, into tokens: inout TokenCollector, _ pieces: inout [(id: Int32, end: Int)]) {
        guard word.scalarCount <= longestWord, find(word, &pieces) else {
            return tokens.append(unknown, word.range)
        }
        var start = 0
        for piece in pieces {
            tokens.append(piece.id, word.range(from: start, to: piece.end))
            start = piece.end
        }
    }

    private func find(_ word: borrowing WordBuffer, _ pieces: inout [(id: Int32, end: Int)]) -> Bool {
        pieces.removeAll(keepingCapacity: true)
        let trie = trie
        let continuation = continuation
        return word.withBytes { bytes in
            var start = 0
            var node = Optional(ByteTrie.root)
            while start < bytes.count {
                guard let from = node,
                    let match = trie.longestMatch(in: bytes, from: start, to: bytes.count, at: from)
                else { return false }
                pieces.append(match)
                start = match.end
                node = continuation
            }
            return true
        }
    }
}
