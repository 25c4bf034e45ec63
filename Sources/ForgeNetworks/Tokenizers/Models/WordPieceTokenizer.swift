/// BERT's way from text to tokens: clean, space ideographs, strip accents, lower-case, split, WordPiece.
struct WordPieceTokenizer: SegmentTokenizer {
    let normalizer: BERTNormalizer
    let vocabulary: WordPieceVocabulary

    func cut(_ text: UnsafeBufferPointer<UInt8>, in segment: Range<Int>, into tokens: inout TokenCollector) {
        var state = State(longestWord: vocabulary.longestWord)
        var position = segment.lowerBound
        while position < segment.upperBound, !tokens.isFull {
            let (value, length) = text.scalar(at: position)
            let origin = position..<position + length
            position += length
            normalizer.forEachOutcome(of: value) { take($0, origin, &state, &tokens) }
        }
        finishWord(&state, &tokens)
    }

    private struct State: ~Copyable {
        var word: WordBuffer
        var pieces: [(id: Int32, end: Int)] = []

        init(longestWord: Int) { word = WordBuffer(longest: longestWord) }
    }

    @inline(__always)
    private func take(
        _ outcome: ScalarOutcome, _ origin: Range<Int>, _ state: inout State, _ tokens: inout TokenCollector
    ) {
        if outcome.isDropped { return }
        if outcome.isSpace { return finishWord(&state, &tokens) }
        if outcome.standsAlone {
            finishWord(&state, &tokens)
            state.word.append(outcome.value, from: origin)
            finishWord(&state, &tokens)
        } else {
            state.word.append(outcome.value, from: origin)
        }
    }

    @inline(__always)
    private func finishWord(_ state: inout State, _ tokens: inout TokenCollector) {
        guard !state.word.isEmpty else { return }
        vocabulary.cut(state.word, into: &tokens, &state.pieces)
        state.word.clear()
    }
}
